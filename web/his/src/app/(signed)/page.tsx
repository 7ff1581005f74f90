import type { ReactNode } from 'react';
import { WorklistPage } from '../../worklist/worklist-page.tsx';

export default function Page(): ReactNode {
  return <WorklistPage />;
}
