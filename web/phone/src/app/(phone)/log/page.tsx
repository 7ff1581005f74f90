import type { ReactNode } from 'react';
import { LogScreen } from '../../../screens/log.tsx';

export default function Page(): ReactNode {
  return <LogScreen />;
}
