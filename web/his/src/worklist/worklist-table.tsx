'use client';
import { Badge, Countdown, formatAgo, Link } from '@tallystick/ui';
import type { JSX, RefObject } from 'react';
import type { WorklistItem } from '../api/shapes.ts';
import { useNow } from '../hooks/use-now.ts';
import { now } from '../time.ts';
import { statusLook } from '../words/labels.ts';
import { rowHref } from './rows.ts';

/** The rows: state, person, why it is here, since when. The whole row leads to its case. */
export function WorklistTable({
  items,
  body,
  conditionName,
}: {
  items: readonly WorklistItem[];
  body: RefObject<HTMLTableSectionElement | null>;
  conditionName: (id: string) => string;
}): JSX.Element {
  const present = useNow();
  return (
    <div className="ts-table-wrap">
      <table className="ts-table his-worklist">
        <caption className="ts-hidden">Cases, newest evidence first</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Patient</th>
            <th scope="col">Why it is here</th>
            <th scope="col">Condition, specimen</th>
            <th scope="col">Newest evidence</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {items.map((item) => {
            const look = statusLook(item.status);
            return (
              <tr key={`${item.kind}-${item.id}`}>
                <td>
                  <Badge tone={look.tone} icon={look.icon}>
                    {look.label}
                  </Badge>
                </td>
                <th scope="row" data-private>
                  <Link href={rowHref(item)}>
                    {item.patient.name || (item.kind === 'message' ? 'A message' : 'No name given')}
                  </Link>
                  {item.patient.birthDate === '' ? null : (
                    <span className="ts-small ts-muted"> born {item.patient.birthDate}</span>
                  )}
                </th>
                <td>
                  {item.why.sentence}
                  {item.expires === undefined || item.status !== 'unclaimed' ? null : (
                    <span className="his-expiry">
                      {' '}
                      Code valid for <Countdown until={item.expires} now={now} over="no longer" />
                    </span>
                  )}
                </td>
                <td className="ts-number">
                  {item.condition === '' ? '' : `${conditionName(item.condition)}, `}
                  {item.specimenDate || <span className="ts-muted">no date</span>}
                </td>
                <td>
                  <time dateTime={new Date(item.updatedAt * 1000).toISOString()}>
                    {formatAgo(item.updatedAt, present, 'en-GB')}
                  </time>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
