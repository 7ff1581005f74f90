import type { ReactNode } from 'react';
import { ShareScreen } from '../../../screens/share.tsx';

export default function Page(): ReactNode {
  return <ShareScreen />;
}
