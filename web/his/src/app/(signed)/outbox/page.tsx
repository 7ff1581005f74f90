import type { ReactNode } from 'react';
import { OutboxPage } from '../../../inbox/outbox-page.tsx';

export default function Page(): ReactNode {
  return <OutboxPage />;
}
