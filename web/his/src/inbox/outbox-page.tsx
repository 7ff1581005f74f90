'use client';
import { Button, EmptyState, ErrorState, formatMoment, Link, Skeleton, Status, Table } from '@tallystick/ui';
import { type JSX, useCallback, useState } from 'react';
import type { How } from '../api/his-api.ts';
import { FetchNotice } from '../frame/fetch-notice.tsx';
import { useTitle } from '../frame/use-title.ts';
import { useAct } from '../hooks/use-act.ts';
import { useFetched } from '../hooks/use-fetched.ts';
import { useSigned } from '../session/session-context.ts';
import { errorWords } from '../words/error-words.ts';

/** What the ledger did not take even after all retries: a person sees it and can send it again. */
export function OutboxPage(): JSX.Element {
  useTitle('Not sent');
  const { api, isPresent, session } = useSigned();
  const load = useCallback((how: How) => api.worklist('failed', how), [api]);
  const fetched = useFetched(load, { every: 30, isActive: isPresent });
  const send = useAct(useCallback((id: string) => api.sendAgain(id), [api]));
  const [told, setTold] = useState('');
  const mayAct = session.user.roles.includes('issuer') || session.user.roles.includes('revoker');
  const again = async (id: string): Promise<void> => {
    if ((await send.run(id)) === undefined) return;
    setTold('It is on its way again.');
    await fetched.reload();
  };
  const items = fetched.data?.items;
  return (
    <div className="ts-stack">
      <h1>Not sent to the ledger</h1>
      <p className="ts-muted">
        Everything is sent again by itself for a while. What stands here was given up: see why, mend it, send it again.
      </p>
      <FetchNotice fetched={fetched} />
      {send.error === undefined ? null : <ErrorState {...errorWords(send.error)} code={send.error.code} />}
      {items === undefined ? (
        fetched.error === undefined ? (
          <Skeleton label="Fetching what was not sent" lines={4} />
        ) : null
      ) : items.length === 0 ? (
        <EmptyState title="Everything has reached the ledger." />
      ) : (
        <Table
          caption="What was not sent"
          hideCaption
          rows={items}
          rowKey={(item) => item.id}
          columns={[
            {
              key: 'patient',
              head: 'Case',
              isRowHead: true,
              cell: (item) => (
                <span data-private>
                  <Link href={`/case?id=${encodeURIComponent(item.id)}`}>{item.patient.name || 'No name given'}</Link>
                </span>
              ),
            },
            { key: 'why', head: 'Why the case exists', cell: (item) => item.why.sentence },
            { key: 'at', head: 'Since', cell: (item) => formatMoment(item.updatedAt, 'en-GB') },
            {
              key: 'do',
              head: 'What you can do',
              cell: (item) =>
                mayAct ? (
                  <Button icon="send" isDisabled={send.isRunning} onPress={() => void again(item.id)}>
                    Send again
                  </Button>
                ) : (
                  'An issuer or revoker can send it again.'
                ),
            },
          ]}
        />
      )}
      <Status>{told}</Status>
    </div>
  );
}
