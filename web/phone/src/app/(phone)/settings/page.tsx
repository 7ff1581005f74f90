import type { ReactNode } from 'react';
import { SettingsScreen } from '../../../screens/settings.tsx';

export default function Page(): ReactNode {
  return <SettingsScreen />;
}
