import type { ReactNode } from 'react';
import { Shell } from '../../screens/shell.tsx';

/** All screens of the phone stand in one frame that stays while one moves between them: radios go on. */
export default function PhoneLayout({ children }: { children: ReactNode }): ReactNode {
  return <Shell>{children}</Shell>;
}
