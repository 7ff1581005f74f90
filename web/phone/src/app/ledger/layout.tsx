import '../../open/open.css';
import type { Metadata } from 'next';
import { type ReactNode, Suspense } from 'react';
import { OpenFrame } from '../../open/open-frame.tsx';

export const metadata: Metadata = { title: 'Ledger · Tallystick' };

export default function Layout({ children }: { children: ReactNode }): ReactNode {
  return (
    <OpenFrame>
      <Suspense>{children}</Suspense>
    </OpenFrame>
  );
}
