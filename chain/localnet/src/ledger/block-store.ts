/** Blocks as they were delivered, and where each transaction id stands. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The newest block's figures, from which the next one is made. */
export type ChainTip = { number: number; headerHash: Buffer; commitHash: Buffer };
/** A transaction's outcome. */
export type TransactionOutcome = { block: number; tx: number; code: number };

/** Append-only. Writes belong into the commit's transaction. */
export class BlockStore {
  readonly #append: StatementSync;
  readonly #bytes: StatementSync;
  readonly #tip: StatementSync;
  readonly #record: StatementSync;
  readonly #find: StatementSync;

  constructor(db: DatabaseSync) {
    this.#append = db.prepare('INSERT INTO blocks VALUES (?, ?, ?, ?)');
    this.#bytes = db.prepare('SELECT bytes FROM blocks WHERE number = ?');
    this.#tip = db.prepare('SELECT number, header_hash, commit_hash FROM blocks ORDER BY number DESC LIMIT 1');
    this.#record = db.prepare('INSERT OR IGNORE INTO transactions VALUES (?, ?, ?, ?)');
    this.#find = db.prepare('SELECT block, tx, code FROM transactions WHERE id = ?');
  }

  /** Appends a serialized block with its metadata. */
  append(number: number, headerHash: Uint8Array, commitHash: Uint8Array, bytes: Uint8Array): void {
    this.#append.run(number, headerHash, commitHash, bytes);
  }

  /** A block's bytes. */
  bytes(number: number): Buffer | undefined {
    const row = this.#bytes.get(number);
    return row && Buffer.from(row.bytes as Uint8Array);
  }

  /** The newest block. */
  tip(): ChainTip | undefined {
    const row = this.#tip.get() as { number: number; header_hash: Uint8Array; commit_hash: Uint8Array } | undefined;
    return (
      row && { number: row.number, headerHash: Buffer.from(row.header_hash), commitHash: Buffer.from(row.commit_hash) }
    );
  }

  /** Records a transaction id; the first one under an id stands. */
  record(id: string, { block, tx, code }: TransactionOutcome): void {
    if (id !== '') this.#record.run(id, block, tx, code);
  }

  /** The first transaction under an id. */
  find(id: string): TransactionOutcome | undefined {
    return this.#find.get(id) as TransactionOutcome | undefined;
  }
}
