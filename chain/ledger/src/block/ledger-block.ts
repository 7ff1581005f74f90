import {
  type CollectionName,
  chaincodeName,
  collectionName,
  keyOfRecord,
  ledgerRecord,
  type PurgeArgument,
  purgeArgument,
  TallystickError,
} from '@tallystick/protocol';
import type { LedgerBlock, LedgerTransaction, PrivateWrite, PublicWrite } from '../port.ts';
import type { Block } from './block.ts';
import { readCertificate } from './certificate.ts';
import { sha256 } from './header.ts';
import type { PrivateData } from './private-data.ts';
import type { CollectionSet, NamespaceSet, StateWrite } from './read-write-set.ts';
import type { Action, Transaction } from './transaction.ts';

/** Where a private value was written: names a missing one and finds its purge. */
export type PrivatePlace = {
  readonly block: number;
  readonly transaction: number;
  readonly collection: CollectionName;
  readonly keyHash: string;
};

/** What the conversion has to know beside the block. */
export type BlockView = {
  readonly privateData: PrivateData;
  /** Collections that this organisation belongs to. */
  readonly memberOf: ReadonlySet<CollectionName>;
  /** Whether a later transaction of the ledger purged the value. */
  readonly isPurged: (place: PrivatePlace) => boolean;
};

/** A private value that should be there and is not, or is not the one that the block has the hash of. */
export class PrivateValueMissing extends TallystickError {
  readonly place: PrivatePlace;
  readonly altered: boolean;

  constructor(place: PrivatePlace, altered: boolean) {
    const what = altered ? 'is not the one that the block has the hash of' : 'is not there';
    super('PRIVATE_DATA_MISSING', {
      message: `A private value of block ${place.block}, transaction ${place.transaction}, ${what}.`,
    });
    this.place = place;
    this.altered = altered;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const hashOfKey = (key: string): string => hex(sha256(Buffer.from(key, 'utf8')));

function publicWrite(write: StateWrite, where: string): PublicWrite {
  try {
    const record = ledgerRecord.parse(JSON.parse(Buffer.from(write.value).toString('utf8')));
    if (write.isDelete || keyOfRecord(record) !== write.key) throw new Error('the key is not the record’s');
    return { key: write.key, record };
  } catch (cause) {
    // Skipping it would make two followers differ for ever; stopping is what a person notices.
    throw new TallystickError('INTERNAL', {
      message: `${where} writes a record that this version cannot read.`,
      cause,
    });
  }
}

function privateWrites(
  set: CollectionSet,
  place: { block: number; transaction: number },
  keys: ReadonlyMap<string, string>,
  view: BlockView,
): PrivateWrite[] {
  const collection = collectionName.safeParse(set.collection);
  if (!collection.success) return [];
  return set.writes
    .filter((write) => !write.isPurge && !write.isDelete)
    .map((write): PrivateWrite => {
      const keyHash = hex(write.keyHash);
      const valueHash = hex(write.valueHash);
      const delivered = view.privateData.get(place.transaction, chaincodeName, collection.data, keyHash);
      const known = { collection: collection.data, key: delivered?.key ?? keys.get(keyHash), keyHash, valueHash };
      if (!view.memberOf.has(collection.data)) return { ...known, value: { absent: 'not-a-member' } };
      const at: PrivatePlace = { ...place, collection: collection.data, keyHash };
      const intact = delivered !== undefined && hex(sha256(delivered.value)) === valueHash;
      if (intact) return { ...known, value: { text: Buffer.from(delivered.value).toString('utf8') } };
      if (!view.isPurged(at)) throw new PrivateValueMissing(at, delivered !== undefined);
      return { ...known, value: { absent: 'purged' } };
    });
}

/** Names that a transaction's argument offers, each kept only where the hash of one of its purges is the name's own. */
function purgesOf(action: Action, set: NamespaceSet, where: string): PurgeArgument[] {
  const purged = set.collections
    .map((c) => ({ collection: c.collection, hashes: c.writes.filter((w) => w.isPurge).map((w) => hex(w.keyHash)) }))
    .filter(({ hashes }) => hashes.length > 0);
  if (purged.length === 0) return [];
  const offered = purgeArgument.safeParse(parseJson(action.args[1]));
  const names = new Map(offered.success ? offered.data.names.map((name) => [hashOfKey(name), name]) : []);
  return purged.map(({ collection, hashes }) => {
    const named = hashes.map((hash) => names.get(hash));
    if (named.includes(undefined)) {
      throw new TallystickError('INTERNAL', { message: `${where} purges values that it does not name.` });
    }
    return purgeArgument.parse({ collection, names: named });
  });
}

function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}

type Effects = Pick<LedgerTransaction, 'writes' | 'privateWrites' | 'purges'>;
const noEffects: Effects = { writes: [], privateWrites: [], purges: [] };

function effects(transaction: Transaction, block: number, view: BlockView): Effects {
  const [action] = transaction.actions;
  if (transaction.validationCode !== 0 || action === undefined) return noEffects;
  const where = `Transaction ${transaction.index} of block ${block}`;
  if (action.action === undefined) {
    throw new TallystickError('INTERNAL', { message: `${where} is said to be valid and does not parse.` });
  }
  const set = action.action.sets.find(({ namespace }) => namespace === chaincodeName);
  if (set === undefined) return noEffects;
  const writes = set.writes.map((write) => publicWrite(write, where));
  // A private value stands under the key of its public record, so its name is known even where its value is not.
  const keys = new Map(writes.map(({ key }) => [hashOfKey(key), key]));
  const place = { block, transaction: transaction.index };
  return {
    writes,
    privateWrites: set.collections.flatMap((collection) => privateWrites(collection, place, keys, view)),
    purges: purgesOf(action, set, where),
  };
}

function ledgerTransaction(transaction: Transaction, block: number, view: BlockView): LedgerTransaction {
  const [action] = transaction.actions;
  const ours = action?.chaincode === chaincodeName;
  return {
    txId: transaction.txId,
    index: transaction.index,
    validationCode: transaction.validationCode,
    timestamp: transaction.timestamp,
    creator: {
      mspId: transaction.creator?.mspId ?? '',
      role: transaction.creator && readCertificate(transaction.creator.certificate)?.role,
    },
    endorsers: action?.endorsements.map(({ endorser }) => endorser.mspId) ?? [],
    name: ours ? Buffer.from(action.args[0] ?? []).toString('utf8') : undefined,
    ...effects(transaction, block, view),
  };
}

/**
 * What a block means to Tallystick: the records that its valid transactions wrote, the private values checked against
 * their hashes, and what was purged.
 *
 * @throws PrivateValueMissing when a value that this organisation may see is not there or altered, and not purged.
 * @throws TallystickError `INTERNAL` when a valid transaction wrote what this version cannot read.
 */
export function toLedgerBlock(block: Block, bytes: Uint8Array, view: BlockView): LedgerBlock {
  return {
    number: block.number,
    headerHash: hex(block.headerHash),
    previousHash: hex(block.previousHash),
    dataHash: hex(block.dataHash),
    transactions: block.transactions.map((transaction) => {
      if (!('malformed' in transaction)) return ledgerTransaction(transaction, block.number, view);
      const { index, validationCode } = transaction;
      const unknown = {
        txId: '',
        timestamp: 0,
        creator: { mspId: '', role: undefined },
        endorsers: [],
        name: undefined,
      };
      return { index, validationCode, ...unknown, ...noEffects };
    }),
    bytes,
  };
}
