import { type CollectionName, collectionOfRecord, type RecordType, TallystickError } from '@tallystick/protocol';
import {
  auditorService,
  authorityApi,
  type Caller,
  type Creator,
  channelPolicyOf,
  healthAdapter,
} from '../core/call.ts';
import type { RecordOf } from '../core/facts.ts';
import type { RuleSet } from '../core/rule-set.ts';

/** Types of records that have a private value. */
type PurgeableType = keyof typeof collectionOfRecord;

type PurgeFacts = {
  /** The public records of the names, in the same order; undefined where there is none. */
  readonly records: readonly (RecordOf<PurgeableType> | undefined)[];
};

/** Who may purge in which collection. */
export const purgers: Readonly<Record<CollectionName, readonly Caller[]>> = {
  keys: [authorityApi, auditorService],
  roots: [authorityApi, auditorService],
  authorisations: [healthAdapter, auditorService],
};

/**
 * `purge:purge`: erases private values whose time has come, all named or none. Nothing public changes. Purging again is harmless, so
 * nothing is read of the values themselves and two purgers never conflict.
 *
 * A name without a record is due at any time: records and values are written together, so nothing valid stands under it. But peers
 * keep the private values of transactions that were ordered and then found invalid (a publication that lost against a revocation),
 * and this is the only way to erase those. A value written at the same time is safe: reading its absent record conflicts with it.
 */
export const purge: RuleSet<'purge:purge', PurgeFacts> = {
  name: 'purge:purge',
  callers: [authorityApi, healthAdapter, auditorService],

  async facts(read, { names }) {
    const records: PurgeFacts['records'][number][] = [];
    for (const name of names) records.push(await read.record(typeOf(name), name));
    return { records };
  },

  decide({ argument: { collection, names }, facts, call }) {
    channelPolicyOf(call);
    allowPurge(collection, call.creator);
    names.forEach((name, i) => {
      const field = `names[${i}]`;
      const record = facts.records[i];
      if (collectionOfRecord[typeOf(name)] !== collection) throw new TallystickError('BAD_REQUEST', { field });
      if (names.indexOf(name) !== i) throw new TallystickError('BAD_REQUEST', { field });
      if (record !== undefined && call.time < record.purgeAfter) throw new TallystickError('NOT_DUE', { field });
    });
    return {
      answer: undefined,
      records: [],
      privateValues: [],
      purges: names.map((key) => ({ collection, key })),
    };
  },
};

function allowPurge(collection: CollectionName, { mspId, role }: Creator): void {
  const allowed = purgers[collection].some((caller) => caller.mspId === mspId && caller.role === role);
  if (!allowed) throw new TallystickError('ACCESS_DENIED', { field: 'collection' });
}

/** The argument's schema lets only names of such types through. */
function typeOf(name: string): PurgeableType & RecordType {
  return name.slice(0, name.indexOf('/')) as PurgeableType;
}
