'use client';
import type { ReactNode } from 'react';
import { WithId } from '../../../frame/with-id.tsx';
import { MessagePage } from '../../../inbox/message-page.tsx';

export default function Page(): ReactNode {
  return <WithId page={MessagePage} />;
}
