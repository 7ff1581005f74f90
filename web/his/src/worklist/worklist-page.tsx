'use client';
import { EmptyState, Link, Skeleton, Status } from '@tallystick/ui';
import { useSearchParams } from 'next/navigation';
import { type JSX, useCallback, useMemo, useRef, useState } from 'react';
import type { How } from '../api/his-api.ts';
import { type WorklistFilter, worklistFilter } from '../api/shapes.ts';
import { FetchNotice } from '../frame/fetch-notice.tsx';
import { useTitle } from '../frame/use-title.ts';
import { useFetched } from '../hooks/use-fetched.ts';
import { useShortcuts } from '../keyboard/use-shortcuts.ts';
import { useHasRole, useSigned } from '../session/session-context.ts';
import { filters } from '../words/labels.ts';
import { FilterBar } from './filter-bar.tsx';
import { nextRow, shownRows } from './rows.ts';
import { WorklistTable } from './worklist-table.tsx';

/** Seconds between two looks at the worklist while a person is there. */
const renewal = 15;

function moveFocus(body: HTMLTableSectionElement | null, step: 1 | -1): void {
  const links = [...(body?.querySelectorAll<HTMLAnchorElement>('th a') ?? [])];
  const current = links.findIndex((link) => link.matches(':focus'));
  links[nextRow(current, step, links.length)]?.focus();
}

/** What needs me, first; everything else one filter away. */
export function WorklistPage(): JSX.Element {
  useTitle('Worklist');
  const { api, isPresent, session } = useSigned();
  const isIssuer = useHasRole('issuer');
  const asked = worklistFilter.safeParse(useSearchParams().get('filter'));
  const filter: WorklistFilter = asked.success ? asked.data : 'needs-me';
  const load = useCallback((how: How) => api.worklist(filter, how), [api, filter]);
  const fetched = useFetched(load, { every: renewal, isActive: isPresent });
  const [search, setSearch] = useState('');
  const searchBox = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  useShortcuts({
    j: () => moveFocus(body.current, 1),
    k: () => moveFocus(body.current, -1),
    '/': () => searchBox.current?.focus(),
  });
  const items = useMemo(() => shownRows(fetched.data?.items ?? [], search), [fetched.data, search]);
  const words = filters.find(({ id }) => id === filter);
  const conditionName = (id: string): string => session.conditions.find((condition) => condition.id === id)?.name ?? id;

  return (
    <div className="ts-stack">
      <div className="ts-spread">
        <h1>Worklist</h1>
        <label className="his-search">
          <span className="ts-hidden">Search in this list</span>
          <input
            ref={searchBox}
            className="ts-input"
            type="search"
            placeholder="Search in this list ( / )"
            value={search}
            autoComplete="off"
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault(); // the browser would empty the field; leaving it keeps what is searched for
              event.currentTarget.blur();
            }}
          />
        </label>
      </div>
      <FilterBar current={filter} counts={fetched.data?.counts} />
      <FetchNotice fetched={fetched} />
      {fetched.data === undefined ? (
        fetched.error === undefined ? (
          <Skeleton label="Fetching the worklist" lines={8} />
        ) : null
      ) : items.length > 0 ? (
        <WorklistTable items={items} body={body} conditionName={conditionName} />
      ) : (
        <EmptyState
          title={search === '' ? (words?.empty ?? 'Nothing here.') : 'No row fits your search.'}
          action={
            isIssuer && search === '' ? (
              <Link look="secondary" icon="plus" href="/new">
                Enter a case by hand
              </Link>
            ) : null
          }
        >
          <p>Laboratory results appear here by themselves as soon as they arrive.</p>
        </EmptyState>
      )}
      <Status hidden>{fetched.data === undefined ? '' : `${items.length} rows`}</Status>
    </div>
  );
}
