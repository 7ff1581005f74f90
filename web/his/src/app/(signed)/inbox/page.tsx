import type { ReactNode } from 'react';
import { InboxPage } from '../../../inbox/inbox-page.tsx';

export default function Page(): ReactNode {
  return <InboxPage />;
}
