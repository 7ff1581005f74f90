import { createHash } from 'node:crypto';
import type { LedgerBlock, LedgerTransaction, PrivateWrite } from '@tallystick/ledger';
import {
  type CollectionName,
  collectionOfRecord,
  keyOfRecord,
  type LedgerRecord,
  organisations,
  type ProvenanceFacts,
  type PurgeArgument,
  type TransactionName,
} from '@tallystick/protocol';
import { blockApplier } from '../read-model/apply.ts';
import { openReadModel, type ReadModel } from '../read-model/store.ts';

/** 32 bytes of hex that a name stands for: readable, distinct, the same every time. */
export function hashOf(name: string | number): string {
  return createHash('sha256').update(String(name)).digest('hex');
}

type WithoutBase<R> = R extends unknown ? Omit<R, 'txId' | 'provenance'> : never;

/** What a test says of a transaction. */
export type ScriptedTransaction = {
  readonly records?: readonly WithoutBase<LedgerRecord>[];
  /** Private values, by the index of their record; `purged` when a later purge names them. */
  readonly secrets?: readonly (object | 'purged' | undefined)[];
  readonly purges?: readonly PurgeArgument[];
  readonly valid?: boolean;
  readonly function?: TransactionName;
  /** Unix seconds. */
  readonly time?: number;
  readonly used?: readonly string[];
};

/** Facts that no test looks at. */
function facts(used: readonly string[]): ProvenanceFacts {
  return {
    activity: 'anchor',
    organisation: organisations.authority,
    role: 'api',
    used: [...used],
    generated: [],
    invalidated: [],
  };
}

function privateWrite(collection: CollectionName, key: string, secret: object | 'purged'): PrivateWrite {
  const value = secret === 'purged' ? { absent: 'purged' as const } : { text: JSON.stringify(secret) };
  return { collection, key, keyHash: hashOf(key), valueHash: hashOf(`${key} value`), value };
}

function transaction(block: number, index: number, script: ScriptedTransaction): LedgerTransaction {
  const txId = hashOf(`transaction ${block}/${index}`);
  const writes = (script.records ?? []).map((fields) => {
    // A test that leaves a field out fails where the field is read.
    const record = { ...fields, txId, provenance: facts(script.used ?? []) } as LedgerRecord;
    return { key: keyOfRecord(record), record };
  });
  const privateWrites = writes.flatMap(({ key, record }, i) => {
    const secret = script.secrets?.[i];
    const collection = (collectionOfRecord as Partial<Record<string, CollectionName>>)[record.type];
    return secret === undefined || collection === undefined ? [] : [privateWrite(collection, key, secret)];
  });
  return {
    txId,
    index,
    validationCode: script.valid === false ? 11 : 0,
    timestamp: (script.time ?? 1_700_000_000) * 1000,
    creator: { mspId: organisations.authority, role: 'api' },
    endorsers: [organisations.authority, organisations.auditor],
    name: script.function ?? 'encounters:anchor',
    writes: script.valid === false ? [] : writes,
    privateWrites: script.valid === false ? [] : privateWrites,
    purges: script.purges ?? [],
  };
}

/** Blocks of one chain, in which each script is one block of transactions. */
export function scriptedBlocks(scripts: readonly (readonly ScriptedTransaction[])[]): LedgerBlock[] {
  return scripts.map((transactions, number) => ({
    number,
    headerHash: hashOf(`header ${number}`),
    previousHash: number === 0 ? '' : hashOf(`header ${number - 1}`),
    dataHash: hashOf(`data ${number}`),
    transactions: transactions.map((script, index) => transaction(number, index, script)),
    bytes: Uint8Array.from(Buffer.from(`block ${number}`)),
  }));
}

/** A read model in memory that has followed scripted blocks. */
export function modelOf(scripts: readonly (readonly ScriptedTransaction[])[]): ReadModel {
  const model = openReadModel(':memory:');
  const apply = blockApplier(model);
  for (const block of scriptedBlocks(scripts)) apply(block);
  return model;
}
