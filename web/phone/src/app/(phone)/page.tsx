import type { ReactNode } from 'react';
import { HomeScreen } from '../../screens/home.tsx';

export default function Page(): ReactNode {
  return <HomeScreen />;
}
