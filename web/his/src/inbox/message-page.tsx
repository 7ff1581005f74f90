'use client';
import { Badge, Card, Facts, formatMoment, Link, Skeleton } from '@tallystick/ui';
import { type JSX, useCallback } from 'react';
import type { How } from '../api/his-api.ts';
import { FetchNotice } from '../frame/fetch-notice.tsx';
import { useTitle } from '../frame/use-title.ts';
import { useFetched } from '../hooks/use-fetched.ts';
import { useSigned } from '../session/session-context.ts';
import { decisions, statusLook } from '../words/labels.ts';

const lines = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');

/** One message as it came, what was answered, and what was decided. */
export function MessagePage({ id }: { id: string }): JSX.Element {
  useTitle('Message');
  const { api, isPresent } = useSigned();
  const load = useCallback((how: How) => api.message(id, how), [api, id]);
  const fetched = useFetched(load, { isActive: isPresent });
  const message = fetched.data;
  if (message === undefined) {
    return (
      <div className="ts-stack">
        <h1>Message</h1>
        {fetched.error === undefined ? (
          <Skeleton label="Fetching the message" lines={8} />
        ) : (
          <FetchNotice fetched={fetched} />
        )}
      </div>
    );
  }
  const look = statusLook(message.state);
  return (
    <div className="ts-stack">
      <Link look="standalone" icon="back" href="/inbox">
        Messages
      </Link>
      <header className="his-case-head">
        <h1>Message {message.id}</h1>
        <Badge tone={look.tone} icon={look.icon}>
          {look.label}
        </Badge>
        <p className="his-why">{message.reason.sentence}</p>
      </header>
      <Card title="Where it came from" id="from">
        <Facts
          facts={[
            ['Arrived', formatMoment(message.receivedAt, 'en-GB')],
            ['Way', message.transport === 'mllp' ? 'HL7 v2 by MLLP' : 'FHIR'],
            ['Sender', message.sender || 'not named'],
            ['Type', message.type || 'not named'],
            ['Control id', message.controlId || 'none'],
          ]}
        />
        {message.cases.map((caseId) => (
          <Link key={caseId} look="standalone" icon="chevron" href={`/case?id=${encodeURIComponent(caseId)}`}>
            The case that came of it
          </Link>
        ))}
      </Card>
      {message.decisions.length === 0 ? null : (
        <Card title="What was decided" id="decided">
          <ul>
            {message.decisions.map((made) => (
              <li key={`${made.place}-${made.testCode}`}>
                <strong>{decisions[made.action].label}</strong>: {made.reason.sentence}{' '}
                <span className="ts-muted">({made.place})</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title="Its text" id="text">
        <pre className="his-raw" data-private>
          {lines(message.raw)}
        </pre>
      </Card>
      <Card title="What its sender was told" id="answer">
        {message.answer.map((answer) => (
          <pre key={answer} className="his-raw">
            {lines(answer)}
          </pre>
        ))}
      </Card>
    </div>
  );
}
