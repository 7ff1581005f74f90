import { evidenceInBlock, type LedgerRecord } from '@tallystick/protocol';
import type { ServiceContext } from '../context.ts';
import {
  blockBytes,
  blockPages,
  findBlock,
  findTransaction,
  summaryOf,
  type TransactionRow,
  transactionPages,
  transactionsOf,
} from '../read-model/ledger-rows.ts';
import { readPage } from '../read-model/pages.ts';
import { findAnyRecord, type StoredRecord } from '../read-model/rows.ts';
import type { BlockResolvers, QueryResolvers, TransactionResolvers } from '../schema/types.generated.ts';

function recordsOf({ writes }: TransactionRow, { model }: ServiceContext): StoredRecord<LedgerRecord>[] {
  return writes.flatMap((key) => findAnyRecord(model, key) ?? []);
}

/** Queries about blocks and transactions. */
export const ledgerQueries: Pick<QueryResolvers, 'blocks' | 'block' | 'transactions' | 'transaction'> = {
  blocks: (_, { first, after, order }, { model }) =>
    readPage(model, blockPages, { first, after, newestFirst: order === 'NEWEST_FIRST' }),
  block: (_, { number }, { model }) => findBlock(model, number) ?? null,
  transactions: (_, { first, after, order }, { model }) =>
    readPage(model, transactionPages, { first, after, newestFirst: order === 'NEWEST_FIRST' }),
  transaction: (_, { id }, { model }) => findTransaction(model, id) ?? null,
};

/** Fields of a block that are looked up. */
export const blockFields: BlockResolvers = {
  transactions: ({ number }, _, { model }) => transactionsOf(model, number),
};

/** Fields of a transaction that are looked up. */
export const transactionFields: TransactionResolvers = {
  summary: (transaction, _, context) =>
    summaryOf(
      transaction,
      recordsOf(transaction, context).map(({ record }) => record),
    ),
  records: (transaction, _, context) =>
    recordsOf(transaction, context).map(({ key, record }) => ({ key, type: record.type, content: record })),
  // Read from the block when it is asked for: nothing is kept twice, and nothing delays the mutation that made it.
  endorsement: ({ block, index }, _, { model }) => {
    const bytes = blockBytes(model, block);
    return (bytes && evidenceInBlock(bytes, index)) ?? null;
  },
};
