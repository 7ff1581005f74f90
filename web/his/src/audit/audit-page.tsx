'use client';
import { Button, EmptyState, ErrorState, formatMoment, Link, Skeleton, Table } from '@tallystick/ui';
import { type JSX, useCallback, useState } from 'react';
import type { How } from '../api/his-api.ts';
import type { AuditEntry } from '../api/shapes.ts';
import { FetchNotice } from '../frame/fetch-notice.tsx';
import { useTitle } from '../frame/use-title.ts';
import { useAct } from '../hooks/use-act.ts';
import { useFetched } from '../hooks/use-fetched.ts';
import { useSigned } from '../session/session-context.ts';
import { errorWords } from '../words/error-words.ts';
import { actWords } from './acts.ts';

function About({ entry }: { entry: AuditEntry }): JSX.Element | null {
  if (entry.caseId !== undefined) return <Link href={`/case?id=${encodeURIComponent(entry.caseId)}`}>Case</Link>;
  if (entry.inboxId !== undefined) return <Link href={`/message?id=${entry.inboxId}`}>Message {entry.inboxId}</Link>;
  return null;
}

/** Every look and every act, newest first, for auditors. */
export function AuditPage(): JSX.Element {
  useTitle('Audit trail');
  const { api, isPresent } = useSigned();
  const load = useCallback((how: How) => api.audit(undefined, how), [api]);
  const fetched = useFetched(load, { isActive: isPresent });
  const [older, setOlder] = useState<AuditEntry[]>([]);
  const [isAtEnd, setAtEnd] = useState(false);
  const more = useAct(useCallback((before: number) => api.audit(before), [api]));
  const items = fetched.data === undefined ? undefined : [...fetched.data.items, ...older];
  const last = items?.at(-1)?.id;
  const fetchMore = async (): Promise<void> => {
    if (last === undefined) return;
    const page = await more.run(last);
    if (page === undefined) return;
    setOlder((before) => [...before, ...page.items]);
    setAtEnd(page.items.length === 0);
  };
  return (
    <div className="ts-stack">
      <h1>Audit trail</h1>
      <p className="ts-muted">Every look and every act. Lines can be added, but neither changed nor taken away.</p>
      <FetchNotice fetched={fetched} />
      {items === undefined ? (
        fetched.error === undefined ? (
          <Skeleton label="Fetching the audit trail" lines={10} />
        ) : null
      ) : items.length === 0 ? (
        <EmptyState title="Nobody has done anything yet." />
      ) : (
        <>
          <Table
            caption="Looks and acts, newest first"
            hideCaption
            rows={items}
            rowKey={(entry) => String(entry.id)}
            columns={[
              { key: 'at', head: 'When', cell: (entry) => formatMoment(entry.at, 'en-GB') },
              { key: 'who', head: 'Who', isRowHead: true, cell: (entry) => entry.name },
              { key: 'act', head: 'What', cell: (entry) => actWords(entry.act) },
              { key: 'about', head: 'About', cell: (entry) => <About entry={entry} /> },
              { key: 'detail', head: 'Detail', cell: (entry) => entry.detail },
            ]}
          />
          {more.error === undefined ? null : <ErrorState {...errorWords(more.error)} code={more.error.code} />}
          {isAtEnd ? null : (
            <Button isPending={more.isRunning} onPress={() => void fetchMore()}>
              Older lines
            </Button>
          )}
        </>
      )}
    </div>
  );
}
