'use client';
import { type NavPlace, PageShell, UiProvider } from '@tallystick/ui';
import { usePathname, useRouter } from 'next/navigation';
import type { JSX, ReactNode } from 'react';
import { networkQuery } from './data/queries.ts';
import { useOpen } from './data/use-open.ts';

const places: readonly NavPlace[] = [
  { href: '/stats', label: 'Statistics', icon: 'chart' },
  { href: '/ledger', label: 'Ledger', icon: 'ledger' },
  { href: '/provenance', label: 'Provenance', icon: 'graph' },
];

/** The frame of the open pages: what they are, which network they show, and how to ask the same without them. */
export function OpenFrame({ children }: { children: ReactNode }): JSX.Element {
  const router = useRouter();
  const path = usePathname();
  const network = useOpen(networkQuery).data?.network;
  return (
    <UiProvider locale="en-GB" navigate={(href) => router.push(href)}>
      <PageShell
        home="/stats"
        name="Tallystick, in the open"
        places={places}
        current={path}
        width={path === '/provenance' ? 'wide' : 'normal'}
        notice={
          network?.embedded === true
            ? 'Embedded network: one operator holds every key, so it shows how things work and proves nothing to anybody.'
            : null
        }
        foot={
          <p>
            Nothing here needs an account. Ask the same yourself: <a href="/graphiql">GraphiQL</a>,{' '}
            <a href="/schema.graphql">the schema</a>, <a href="/exports/index.json">the files</a>.{' '}
            {network === undefined ? null : (
              <>
                Network <span className="ts-code">{network.id.slice(0, 16)}…</span>, channel {network.channel}.
              </>
            )}
          </p>
        }
      >
        {children}
      </PageShell>
    </UiProvider>
  );
}
