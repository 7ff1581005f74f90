import type { ReactNode } from 'react';
import { ProvenancePage } from '../../open/provenance/provenance-page.tsx';

export default function Page(): ReactNode {
  return <ProvenancePage />;
}
