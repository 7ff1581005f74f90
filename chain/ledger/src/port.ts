import type {
  ArgumentOf,
  CollectionName,
  LedgerRecord,
  PrivateOf,
  PurgeArgument,
  TransactionName,
} from '@tallystick/protocol';
import type { FollowOptions } from './follow/waiting.ts';

/**
 * Where and as what a transaction stands once it is committed. When the same content stood there already, these are
 * the transaction and the block of that first effect.
 */
export type Committed = {
  readonly txId: string;
  /** Number of the block that holds it. */
  readonly block: number;
  /** The public record that the contract answered with: the one just written, or the one that stood already. */
  readonly record: LedgerRecord | undefined;
};

/** What a transaction function is called with. */
export type Submission<N extends TransactionName> = {
  readonly name: N;
  readonly argument: ArgumentOf<N>;
} & (PrivateOf<N> extends undefined ? { readonly private?: undefined } : { readonly private: PrivateOf<N> });

/** How a submission is made. */
export type SubmitOptions = {
  readonly signal?: AbortSignal;
  /**
   * Called (and waited for) once a transaction is endorsed, just before it is handed to the orderer; again for each further
   * transaction of the same submission. From then on the peers may keep its private value, whatever becomes of it. What it
   * throws ends the submission with that transaction not ordered.
   */
  readonly ordering?: () => void | Promise<void>;
};

/** A write of the public state by a valid transaction. */
export type PublicWrite = { readonly key: string; readonly record: LedgerRecord };

/**
 * A write of a private collection by a valid transaction, as this organisation may see it.
 * `value` is the canonical JSON text once checked against its hash in the block, or says why it is not there:
 * `not-a-member` (this organisation does not belong to the collection) or `purged` (a later purge names it).
 */
export type PrivateWrite = {
  readonly collection: CollectionName;
  /** Record key; undefined when only its hash is known. */
  readonly key: string | undefined;
  readonly keyHash: string;
  readonly valueHash: string;
  readonly value: { readonly text: string } | { readonly absent: 'not-a-member' | 'purged' };
};

/** One transaction of a block, parsed. */
export type LedgerTransaction = {
  readonly txId: string;
  /** Position in the block. */
  readonly index: number;
  /** Fabric's validation code; 0 is valid. Only the peer that was asked answers for it. */
  readonly validationCode: number;
  /** Client's claim, Unix milliseconds; order and proofs never rest on it. */
  readonly timestamp: number;
  readonly creator: { readonly mspId: string; readonly role: string | undefined };
  /** MSP ids of the endorsers. */
  readonly endorsers: readonly string[];
  /** Function name such as `encounters:anchor`; undefined for other chaincodes and configuration. */
  readonly name: string | undefined;
  /** Public writes of this chaincode; empty when invalid. */
  readonly writes: readonly PublicWrite[];
  readonly privateWrites: readonly PrivateWrite[];
  readonly purges: readonly PurgeArgument[];
};

/** One block, parsed. */
export type LedgerBlock = {
  readonly number: number;
  /** Hash of the header, hex; that of block 0 names the network. */
  readonly headerHash: string;
  readonly previousHash: string;
  readonly dataHash: string;
  readonly transactions: readonly LedgerTransaction[];
  /** The block as it was delivered (`common.Block`). */
  readonly bytes: Uint8Array;
};

/** The one way in which anything reaches a ledger. All errors are `TallystickError`s. */
export interface Ledger {
  /** Endorses, orders and waits until the transaction is committed and valid. Retries what may be retried. */
  submit<N extends TransactionName>(submission: Submission<N>, options?: SubmitOptions): Promise<Committed>;
  /** Reads the committed public record under a key; undefined when there is none. */
  evaluate(key: string): Promise<LedgerRecord | undefined>;
  /**
   * Blocks from a number on, for ever: reconnects, goes to another peer of the list, never skips or repeats one. Ends
   * with the signal or `close` (leaving the loop takes effect only when the next block comes). The checkpoint is the
   * consumer's: it stores number and header hash with what it made of the block and passes them on its return.
   *
   * @throws TallystickError `OTHER_NETWORK` when no peer has the known history, `INTERNAL` for a record of an unknown form.
   */
  blocks(from: number, options?: FollowOptions): AsyncIterable<LedgerBlock>;
  /** Number of blocks that the peer to be followed has now, the own one or, while it does not answer, another. */
  height(): Promise<number>;
  close(): Promise<void>;
}
