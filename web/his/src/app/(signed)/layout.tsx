import type { ReactNode } from 'react';
import { App } from '../../frame/app.tsx';

export default function SignedLayout({ children }: { children: ReactNode }): ReactNode {
  return <App>{children}</App>;
}
