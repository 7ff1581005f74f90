'use client';
import type { ReactNode } from 'react';
import { CasePage } from '../../../case/case-page.tsx';
import { WithId } from '../../../frame/with-id.tsx';

export default function Page(): ReactNode {
  return <WithId page={CasePage} />;
}
