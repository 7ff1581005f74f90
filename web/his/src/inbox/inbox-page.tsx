'use client';
import { Badge, Button, EmptyState, formatMoment, Link, Skeleton, Table } from '@tallystick/ui';
import { type JSX, useCallback } from 'react';
import type { How } from '../api/his-api.ts';
import type { InboxMessage } from '../api/shapes.ts';
import { FetchNotice } from '../frame/fetch-notice.tsx';
import { useTitle } from '../frame/use-title.ts';
import { useAct } from '../hooks/use-act.ts';
import { useFetched } from '../hooks/use-fetched.ts';
import { useSigned } from '../session/session-context.ts';
import { statusLook } from '../words/labels.ts';

/** Messages that could not be taken: each kept as it came, with the reason that its sender was told. */
export function InboxPage(): JSX.Element {
  useTitle('Messages');
  const { api, isPresent, session } = useSigned();
  const load = useCallback((how: How) => api.inbox(how), [api]);
  const fetched = useFetched(load, { every: 60, isActive: isPresent });
  const seen = useAct(useCallback((id: number) => api.markSeen(id), [api]));
  const mayMark = session.user.roles.includes('issuer') || session.user.roles.includes('revoker');
  const mark = async (message: InboxMessage): Promise<void> => {
    if ((await seen.run(message.id)) !== undefined) await fetched.reload();
  };
  const items = fetched.data?.items;
  return (
    <div className="ts-stack">
      <h1>Messages that could not be taken</h1>
      <p className="ts-muted">
        Their senders were told why. A laboratory may have a wrong setting: until it is mended, its results do not
        arrive.
      </p>
      <FetchNotice fetched={fetched} />
      {items === undefined ? (
        fetched.error === undefined ? (
          <Skeleton label="Fetching the messages" lines={6} />
        ) : null
      ) : items.length === 0 ? (
        <EmptyState title="Every message could be taken." />
      ) : (
        <Table
          caption="Messages that could not be taken, newest first"
          hideCaption
          rows={items}
          rowKey={(message) => String(message.id)}
          columns={[
            {
              key: 'id',
              head: 'Message',
              isRowHead: true,
              cell: (message) => <Link href={`/message?id=${message.id}`}>No. {message.id}</Link>,
            },
            { key: 'at', head: 'Arrived', cell: (message) => formatMoment(message.receivedAt, 'en-GB') },
            {
              key: 'from',
              head: 'From',
              cell: (message) =>
                `${message.sender || 'unknown'} (${message.transport === 'mllp' ? 'HL7 v2' : 'FHIR'}, ${message.type || 'no type'})`,
            },
            { key: 'why', head: 'Why', cell: (message) => message.reason.sentence },
            {
              key: 'state',
              head: 'State',
              cell: (message) => {
                const look = statusLook(message.state);
                if (message.seenAt !== undefined) return <Badge>Seen</Badge>;
                return (
                  <span className="ts-cluster">
                    <Badge tone={look.tone}>{look.label}</Badge>
                    {mayMark ? <Button onPress={() => void mark(message)}>Mark as seen</Button> : null}
                  </span>
                );
              },
            },
          ]}
        />
      )}
    </div>
  );
}
