import type { ReactNode } from 'react';
import { LedgerPage } from '../../open/ledger/ledger-page.tsx';

export default function Page(): ReactNode {
  return <LedgerPage />;
}
