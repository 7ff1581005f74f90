import type { ReactNode } from 'react';
import { StatsPage } from '../../open/stats/stats-page.tsx';

export default function Page(): ReactNode {
  return <StatsPage />;
}
