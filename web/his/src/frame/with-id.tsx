'use client';
import { EmptyState, Link } from '@tallystick/ui';
import { useSearchParams } from 'next/navigation';
import type { JSX } from 'react';

/** Shows `page` for the id in the address; without one says so. A new id is a new page. */
export function WithId({ page: Page }: { page: (props: { id: string }) => JSX.Element }): JSX.Element {
  const id = useSearchParams().get('id');
  if (id === null || id === '') {
    return (
      <EmptyState
        title="This address is not whole."
        action={
          <Link look="secondary" href="/">
            Worklist
          </Link>
        }
      >
        <p>It does not say which one is meant.</p>
      </EmptyState>
    );
  }
  return <Page key={id} id={id} />;
}
