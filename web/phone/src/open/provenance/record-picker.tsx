'use client';
import { EmptyState, ErrorState, Link, Skeleton, Table } from '@tallystick/ui';
import type { JSX } from 'react';
import { recordKeysQuery } from '../data/queries.ts';
import { useOpen } from '../data/use-open.ts';
import { openErrorWords } from '../words.ts';
import { shortKey, walkHref } from './graph-view.tsx';
import { kindWords } from './steps.ts';

/** Kinds from which there is a way back, the most telling first. */
const order = ['answers', 'export', 'publication', 'revocation', 'policy', 'authorisation', 'anchor', 'proposal'];

/** Where a walk can begin: the newest records. */
export function RecordPicker(): JSX.Element {
  const { data, error } = useOpen(recordKeysQuery, 15);
  if (data === undefined) {
    return error === undefined ? (
      <Skeleton label="Fetching the newest records" lines={6} />
    ) : (
      <ErrorState {...openErrorWords(error)} />
    );
  }
  const rank = (type: string): number => (order.includes(type) ? order.indexOf(type) : order.length);
  const rows = data.transactions.nodes
    .flatMap(({ block, summary, records }) => records.map(({ key, type }) => ({ block, summary, key, type })))
    .toSorted((a, b) => rank(a.type) - rank(b.type) || b.block - a.block);
  if (rows.length === 0) {
    return (
      <EmptyState title="Nothing to walk through yet.">
        <p>Records appear here as soon as organisations write them.</p>
      </EmptyState>
    );
  }
  return (
    <Table
      caption="Begin with one of the newest records"
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        {
          key: 'record',
          head: 'Record',
          isRowHead: true,
          cell: ({ key, type }) => (
            <Link href={walkHref(key)}>
              {kindWords(type)} <span className="ts-code ts-small">{shortKey(key)}</span>
            </Link>
          ),
        },
        { key: 'what', head: 'What happened', cell: ({ summary }) => summary },
        { key: 'block', head: 'Block', isNumeric: true, cell: ({ block }) => block },
      ]}
    />
  );
}
