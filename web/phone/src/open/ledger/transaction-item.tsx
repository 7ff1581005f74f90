'use client';
import { Badge, Button, ErrorState, Facts, formatMoment, Link, Skeleton } from '@tallystick/ui';
import { type JSX, useMemo, useState } from 'react';
import { inOrder, organisationName } from '../../domain/organisations.ts';
import { type TransactionInList, transactionQuery } from '../data/queries.ts';
import { useOpen } from '../data/use-open.ts';
import { openErrorWords } from '../words.ts';

function Detail({ id }: { id: string }): JSX.Element {
  const query = useMemo(() => transactionQuery(id), [id]);
  const { data, error } = useOpen(query);
  const found = data?.transaction;
  if (found === undefined) {
    return error === undefined ? (
      <Skeleton label="Fetching the transaction" lines={4} />
    ) : (
      <ErrorState {...openErrorWords(error)} />
    );
  }
  if (found === null) return <p>There is no such transaction.</p>;
  return (
    <div className="ts-stack">
      <Facts
        facts={[
          [
            'Transaction',
            <span key="id" className="ts-code">
              {found.id}
            </span>,
          ],
          ['Asked for by', `${organisationName(found.organisation)}${found.role === null ? '' : `, as ${found.role}`}`],
          [
            'Endorsed by',
            inOrder(found.endorsers).map(organisationName).join(', ') || 'nobody: it sets up the channel',
          ],
          ['Function', found.function ?? 'none: it sets up the channel'],
          ['Time', `${formatMoment(found.claimedTime, 'en-GB')}, as its sender claims; nothing rests on it`],
          ...(found.valid ? [] : [['Not valid', `Fabric’s code ${found.validationCode}: it changed nothing`] as const]),
          ...(found.purged.length === 0 ? [] : [['Erased', found.purged.join(', ')] as const]),
        ]}
      />
      {found.records.map((record) => (
        <div key={record.key} className="ts-stack-tight">
          <h3 className="ts-spread">
            <span className="ts-code">{record.key}</span>
            <Link href={`/provenance?of=${encodeURIComponent(record.key)}`}>Where it came from</Link>
          </h3>
          <pre className="open-query">{JSON.stringify(record.content, null, 2)}</pre>
        </div>
      ))}
    </div>
  );
}

/** A transaction in words and who endorsed it; its bytes for those who want them. */
export function TransactionItem({ transaction }: { transaction: TransactionInList }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const { id, summary, endorsers, valid } = transaction;
  return (
    <li className="open-transaction">
      <div className="open-transaction-head">
        <p>{summary}</p>
        <span className="ts-cluster">
          {valid ? null : (
            <Badge tone="danger" icon="warning">
              Not valid
            </Badge>
          )}
          {inOrder(endorsers).map((mspId) => (
            <Badge key={mspId} tone="good" icon="check">
              {organisationName(mspId)}
            </Badge>
          ))}
        </span>
        <Button variant="quiet" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
          {isOpen ? 'Less' : 'More'}
          <span className="ts-hidden"> about transaction {id.slice(0, 8)}</span>
        </Button>
      </div>
      {isOpen ? <Detail id={id} /> : null}
    </li>
  );
}
