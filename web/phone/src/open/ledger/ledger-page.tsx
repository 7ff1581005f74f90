'use client';
import { Banner, Button, EmptyState, ErrorState, formatNumber, Skeleton, Status, shortHex } from '@tallystick/ui';
import { type JSX, useEffect, useState } from 'react';
import { Behind } from '../behind.tsx';
import { type BlockNode, blocksQuery } from '../data/queries.ts';
import { askOpen } from '../data/query.ts';
import { useOpen } from '../data/use-open.ts';
import { openErrorWords } from '../words.ts';
import { brokenLinks, mergeBlocks } from './merge.ts';
import { TransactionItem } from './transaction-item.tsx';

const newest = blocksQuery();

function Block({ block, isBroken }: { block: BlockNode; isBroken: boolean }): JSX.Element {
  const count = block.transactions.length;
  return (
    <li className="open-block" aria-labelledby={`block-${block.number}`}>
      <div className="open-block-head">
        <h2 id={`block-${block.number}`}>Block {formatNumber(block.number, 'en-GB')}</h2>
        <span className="ts-small ts-muted">
          {count} {count === 1 ? 'transaction' : 'transactions'} · {formatNumber(block.size, 'en-GB')} bytes ·{' '}
          <span className="ts-code">{shortHex(block.headerHash, 8)}</span>
        </span>
        <a className="ts-small" href={`/blocks/${block.number}`} download={`block-${block.number}.bin`}>
          Raw block<span className="ts-hidden"> {block.number}</span>
        </a>
      </div>
      {isBroken ? <Banner tone="danger" title="This block does not name the block below it." live="off" /> : null}
      <ul className="open-transactions">
        {block.transactions.map((transaction) => (
          <TransactionItem key={transaction.id} transaction={transaction} />
        ))}
      </ul>
    </li>
  );
}

/** The blocks as they arrive, newest first, each transaction in words before its bytes. */
export function LedgerPage(): JSX.Element {
  const { data, error, reload } = useOpen(newest, 4);
  const [older, setOlder] = useState<readonly BlockNode[]>([]);
  const [cursor, setCursor] = useState<string | null>();
  const [isFetching, setFetching] = useState(false);
  const [olderError, setOlderError] = useState<unknown>();
  const page = data?.blocks;
  // Blocks stay once they were shown, so that nothing moves away under a reader when new ones arrive.
  const [shown, setShown] = useState<readonly BlockNode[]>([]);
  useEffect(() => {
    if (page === undefined) return;
    setShown((before) => mergeBlocks(before, page.nodes));
    setCursor((before) =>
      before === undefined ? (page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null) : before,
    );
  }, [page]);
  const blocks = mergeBlocks(shown, older);
  const broken = brokenLinks(blocks);
  const fetchOlder = async (): Promise<void> => {
    if (typeof cursor !== 'string') return;
    setFetching(true);
    try {
      const { blocks: next } = await askOpen(blocksQuery(cursor));
      setOlder((before) => [...before, ...next.nodes]);
      setCursor(next.pageInfo.hasNextPage ? next.pageInfo.endCursor : null);
      setOlderError(undefined);
    } catch (thrown) {
      setOlderError(thrown);
    } finally {
      setFetching(false);
    }
  };
  return (
    <div className="ts-stack-loose">
      <header className="ts-stack-tight">
        <h1>The ledger</h1>
        <p>
          What organisations wrote down, in the order in which it counts. At least two of the three have to endorse a
          transaction; nobody can change one afterwards without every later block showing it.
        </p>
        <Status>
          {page === undefined ? '' : `${formatNumber(page.totalCount, 'en-GB')} blocks. New ones appear by themselves.`}
        </Status>
      </header>
      {error === undefined || blocks.length === 0 ? null : (
        <Banner
          tone="warn"
          icon="offline"
          title="The service cannot be reached at the moment."
          action={<Button onPress={reload}>Try again</Button>}
        >
          You see the blocks that this page knows.
        </Banner>
      )}
      {blocks.length > 0 ? (
        <ol className="open-blocks" reversed>
          {blocks.map((block) => (
            <Block key={block.number} block={block} isBroken={broken.includes(block.number)} />
          ))}
        </ol>
      ) : page !== undefined ? (
        <EmptyState title="No block yet." />
      ) : error === undefined ? (
        <Skeleton label="Fetching the blocks" lines={10} />
      ) : (
        <ErrorState {...openErrorWords(error)} action={<Button onPress={reload}>Try again</Button>} />
      )}
      {olderError === undefined ? null : <ErrorState {...openErrorWords(olderError)} />}
      {typeof cursor === 'string' ? (
        <div className="ts-cluster">
          <Button isPending={isFetching} onPress={() => void fetchOlder()}>
            Older blocks
          </Button>
        </div>
      ) : null}
      <Behind query={newest} name="tallystick-blocks" level={2} />
    </div>
  );
}
