import type { ReactNode } from 'react';
import { HandPage } from '../../../hand/hand-page.tsx';

export default function Page(): ReactNode {
  return <HandPage />;
}
