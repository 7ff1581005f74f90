import type { ReactNode } from 'react';
import { AuditPage } from '../../../audit/audit-page.tsx';

export default function Page(): ReactNode {
  return <AuditPage />;
}
