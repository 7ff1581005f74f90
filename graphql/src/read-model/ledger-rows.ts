import { type LedgerRecord, organisations } from '@tallystick/protocol';
import { validCode } from './apply.ts';
import type { Pageable } from './pages.ts';
import type { ReadModel } from './store.ts';

/** A block without its bytes. */
export type BlockRow = {
  readonly number: number;
  readonly headerHash: string;
  readonly previousHash: string;
  readonly dataHash: string;
  readonly size: number;
  readonly transactionCount: number;
};

/** A transaction; the records that it wrote are looked up by key. */
export type TransactionRow = {
  readonly id: string;
  readonly block: number;
  readonly index: number;
  readonly valid: boolean;
  readonly validationCode: number;
  readonly claimedTime: number;
  readonly organisation: string;
  readonly role: string | null;
  readonly endorsers: string[];
  readonly function: string | null;
  readonly writes: string[];
  readonly purged: string[];
};

type Row = Record<string, unknown>;

function blockRow(row: Row): BlockRow {
  return {
    number: Number(row.number),
    headerHash: String(row.header_hash),
    previousHash: String(row.previous_hash),
    dataHash: String(row.data_hash),
    size: Number(row.size),
    transactionCount: Number(row.transactions),
  };
}

function transactionRow(row: Row): TransactionRow {
  const text = (value: unknown): string | null => (value === null ? null : String(value));
  return {
    id: String(row.tx_id),
    block: Number(row.block),
    index: Number(row.position),
    valid: row.validation_code === validCode,
    validationCode: Number(row.validation_code),
    claimedTime: Number(row.timestamp),
    organisation: String(row.msp),
    role: text(row.role),
    endorsers: JSON.parse(String(row.endorsers)) as string[],
    function: text(row.function),
    writes: JSON.parse(String(row.writes)) as string[],
    purged: JSON.parse(String(row.purged)) as string[],
  };
}

const blockColumns =
  '(SELECT number, header_hash, previous_hash, data_hash, transactions, length(bytes) AS size, 0 AS one FROM blocks)';

/** Blocks as a connection. */
export const blockPages: Pageable<BlockRow> = { table: blockColumns, block: 'number', index: 'one', node: blockRow };

/** Transactions as a connection. */
export const transactionPages: Pageable<TransactionRow> = {
  table: 'transactions',
  block: 'block',
  index: 'position',
  node: transactionRow,
};

/** A block by its number. */
export function findBlock(model: ReadModel, number: number): BlockRow | undefined {
  const row = model.db.prepare(`SELECT * FROM ${blockColumns} WHERE number = ?`).get(number);
  return row === undefined ? undefined : blockRow(row);
}

/** A block as it was delivered (`common.Block`). */
export function blockBytes(model: ReadModel, number: number): Uint8Array | undefined {
  const row = model.db.prepare('SELECT bytes FROM blocks WHERE number = ?').get(number);
  return row === undefined ? undefined : (row.bytes as Uint8Array);
}

/** Transactions of a block, in order. */
export function transactionsOf(model: ReadModel, block: number): TransactionRow[] {
  return model.db
    .prepare('SELECT * FROM transactions WHERE block = ? ORDER BY position')
    .all(block)
    .map(transactionRow);
}

/** A transaction by its id; where an id was used twice, the first one. */
export function findTransaction(model: ReadModel, id: string): TransactionRow | undefined {
  const row = model.db.prepare('SELECT * FROM transactions WHERE tx_id = ? ORDER BY block, position LIMIT 1').get(id);
  return row === undefined ? undefined : transactionRow(row);
}

const names: Readonly<Record<string, string>> = {
  [organisations.health]: 'The hospital',
  [organisations.authority]: 'The authority',
  [organisations.auditor]: 'The auditor',
};

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What a record says happened, after the name of who did it. */
function deed(record: LedgerRecord): string {
  switch (record.type) {
    case 'anchor':
      return `anchored ${plural(record.count, 'commitment', 'commitments')}`;
    case 'authorisation':
      return record.supersedes === undefined
        ? 'authorised the publication of one diagnosis'
        : 'issued the authorisation of one diagnosis again, in place of an earlier one';
    case 'publication':
      return 'published the keys of one diagnosis under its authorisation';
    case 'revocation':
      return record.supersededBy === undefined ? 'withdrew a diagnosis' : 'replaced an authorisation';
    case 'export':
      return `recorded export ${record.sequence}: ${plural(record.real, 'key', 'keys')}, ${record.padding} as padding, ${record.revised} revised`;
    case 'answers':
      return `counted ${plural(record.count, 'answer', 'answers')} of phones`;
    case 'proposal':
      return `proposed version ${record.version} of the ${record.kind} policy`;
    case 'policy':
      return `approved version ${record.version} of the ${record.kind} policy`;
  }
}

/** What happened in a transaction, in one sentence. */
export function summaryOf(transaction: TransactionRow, records: readonly LedgerRecord[]): string {
  // What cannot be read names nobody.
  const who = names[transaction.organisation] ?? (transaction.organisation || 'Somebody');
  if (!transaction.valid) return `${who} sent a transaction that the network did not accept.`;
  const main = records.find(({ type }) => type !== 'revocation') ?? records[0];
  if (main !== undefined) return `${who} ${deed(main)}.`;
  if (transaction.purged.length > 0) {
    return `${who} erased ${plural(transaction.purged.length, 'private value', 'private values')} whose time was over.`;
  }
  if (transaction.function !== null) return `${who} repeated what stood on the ledger already.`;
  // Block 0 has no creator.
  if (transaction.organisation === '') return 'The network was set up with its own configuration.';
  return `${who} changed the network’s own configuration.`;
}
