/** The recorded probes of `semantics.json`, and what of an outcome can be compared between two runs. */
import { GatewayError } from '@hyperledger/fabric-gateway';
import { gateway, msp } from '@hyperledger/fabric-protos';
import { z } from 'zod';
import { openEnvelope, parseAction, readAction } from '../validation/transaction.ts';
import { recordedFile } from './recorded.ts';

const failed = z.object({ message: z.string(), details: z.array(z.object({ message: z.string() })) });
const policyEntry = z.object({ name: z.literal('VALIDATION_PARAMETER'), value: z.object({ hex: z.string() }) });
const access = z.object({
  namespace: z.string(),
  reads: z.array(z.object({ key: z.unknown(), version: z.unknown() })).default([]),
  writes: z.array(z.object({ key: z.unknown(), isDelete: z.boolean() })).default([]),
  metadataWrites: z.array(z.object({ key: z.string(), entries: z.array(policyEntry) })).default([]),
  rangeQueriesInfo: z
    .array(
      z.object({
        startKey: z.unknown(),
        endKey: z.unknown(),
        itrExhausted: z.boolean(),
        // Long lists were shortened: the first and the last read stand in every one.
        rawReads: z.array(z.union([z.object({ key: z.unknown() }), z.string()])).default([]),
        merkle: z.object({ maxLevel: z.number() }).optional(),
      }),
    )
    .default([]),
  collectionHashedRwset: z
    .array(
      z.object({
        collection: z.string(),
        hashedReads: z.array(z.object({ keyHash: z.string(), version: z.unknown() })).default([]),
        hashedWrites: z
          .array(z.object({ keyHash: z.string(), isDelete: z.boolean(), isPurge: z.boolean() }))
          .default([]),
      }),
    )
    .default([]),
});
type Access = z.infer<typeof access>;

const probe = z.object({
  group: z.string(),
  what: z.string(),
  call: z.array(z.string()).default([]),
  /** The contract by whose name the function was called, when it was not the first one. */
  contract: z.string().optional(),
  as: z.enum(['HealthMSP', 'AuthorityMSP', 'AuditorMSP', 'other']).default('HealthMSP'),
  transient: z.array(z.string()).default([]),
  endorsingOrganizations: z.array(z.string()).optional(),
  evaluate: z.object({ result: z.unknown() }).optional(),
  evaluateError: failed.optional(),
  endorse: z.object({ result: z.unknown(), nsRwset: z.array(access), endorsedBy: z.array(z.string()) }).optional(),
  endorseError: failed.optional(),
  commit: z.union([z.object({ code: z.number() }), z.array(z.tuple([z.string(), z.string()]))]).optional(),
  counts: z.record(z.string(), z.number()).optional(),
});
/** One recorded probe. */
export type Probe = z.infer<typeof probe>;

/** All recorded probes, in their order. */
export function recordedProbes(): Probe[] {
  return z.object({ probes: z.array(probe) }).parse(JSON.parse(recordedFile('semantics.json').toString())).probes;
}

/** A text without what differs between two runs: transaction ids and versions. */
export function comparable(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')
    .replaceAll(/BlockNum: \d+, TxNum: \d+/g, '<version>')
    .replaceAll(/"s":"?\d+"?,"n":\d+/g, '"time":0')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<date>');
}

/** What an error says. */
export function errorTexts({ message, details }: { message: string; details: { message: string }[] }): string[] {
  return [message, ...details.map((detail) => detail.message)].map(comparable);
}

/** What a call that has to fail said. */
export async function errorOf(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof GatewayError ? errorTexts(error) : [`no gateway error: ${String(error)}`];
}

/** A result, parsed where it is JSON. */
export function parsedResult(bytes: Uint8Array): unknown {
  const result = Buffer.from(bytes).toString();
  try {
    return JSON.parse(result);
  } catch {
    return result;
  }
}

const list = z.looseObject({ out: z.array(z.unknown()), done: z.boolean() });
const identity = z.looseObject({ id: z.string(), creator: z.unknown() });
const digest = z.looseObject({ n: z.number(), first: z.unknown() });

/** A result without what differs between two runs or two networks; a long list as the recording shortened it. */
export function comparableResult(result: unknown, like?: unknown): unknown {
  const long = list.safeParse(result);
  if (long.success && digest.safeParse(like).success) {
    const { out, done } = long.data;
    return { n: out.length, done, first: out.at(0), last: out.at(-1) };
  }
  const whole = identity.safeParse(result);
  // The names in a certificate are its organisation's: only the role and the form are the network's.
  if (whole.success) return { ...whole.data, id: whole.data.id.replaceAll(/\/[A-Z]+=[^/]*?(?=\/|::|$)/g, keepUnit) };
  return JSON.parse(comparable(JSON.stringify(result ?? '')));
}

function keepUnit(part: string): string {
  return part.startsWith('/OU=') ? part : '';
}

/** Who endorsed a prepared transaction, in the order in which they stand there. */
export function endorsersOf(transaction: Uint8Array): string[] {
  const envelope = gateway.PreparedTransaction.deserializeBinary(transaction).getEnvelope()!;
  const { endorsements } = parseAction(openEnvelope(envelope.serializeBinary()));
  return endorsements.map(({ endorser }) => msp.SerializedIdentity.deserializeBinary(endorser).getMspid());
}

function recordedKey(key: unknown): string {
  return typeof key === 'string' ? key : Buffer.from(z.object({ hex: z.string() }).parse(key).hex, 'hex').toString();
}

/** A recorded read-write set: every entry, with versions only as there or not. */
export function recordedAccess(namespaces: Access[]): unknown {
  const chaincodes = namespaces.filter(({ namespace }) => namespace !== '_lifecycle');
  return chaincodes.map(({ reads, writes, metadataWrites, rangeQueriesInfo, collectionHashedRwset }) => ({
    reads: reads.map(({ key, version }) => [recordedKey(key), version !== null]),
    ranges: rangeQueriesInfo.map(({ startKey, endKey, itrExhausted, rawReads, merkle }) => ({
      from: recordedKey(startKey),
      to: recordedKey(endKey),
      exhausted: itrExhausted,
      keys: ends(rawReads.flatMap((read) => (typeof read === 'string' ? [] : [recordedKey(read.key)]))),
      summaryLevel: merkle?.maxLevel,
    })),
    policies: metadataWrites.map(({ key, entries }) => [key, entries[0]?.value.hex]),
    writes: writes.map(({ key, isDelete }) => [recordedKey(key), isDelete]),
    collections: collectionHashedRwset.map(({ collection, hashedReads, hashedWrites }) => ({
      collection,
      reads: hashedReads.map(({ keyHash, version }) => [keyHash, version !== null]),
      writes: hashedWrites.map(({ keyHash, isDelete, isPurge }) => [keyHash, isDelete, isPurge]),
    })),
  }));
}

function ends<T>(list: T[]): (T | undefined)[] {
  return [list.at(0), list.at(-1)];
}

/** A prepared transaction's read-write set, in the same form. */
export function actualAccess(transaction: Uint8Array): unknown {
  const envelope = gateway.PreparedTransaction.deserializeBinary(transaction).getEnvelope()!;
  const { namespaces } = readAction(parseAction(openEnvelope(envelope.serializeBinary())));
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const chaincodes = namespaces.filter(({ namespace }) => namespace !== '_lifecycle');
  return chaincodes.map(({ reads, ranges, writes, policies, collections }) => ({
    reads: reads.map(({ key, version }) => [key, version !== undefined]),
    ranges: ranges.map((range) => ({
      from: range.getStartKey(),
      to: range.getEndKey(),
      exhausted: range.getItrExhausted(),
      keys: ends((range.getRawReads()?.getKvReadsList() ?? []).map((read) => read.getKey())),
      summaryLevel: range.getReadsMerkleHashes()?.getMaxLevel(),
    })),
    policies: policies.map(({ key, policy }) => [key, policy && hex(policy)]),
    writes: writes.map(({ key, value }) => [key, value === undefined]),
    collections: collections.map((collection) => ({
      collection: collection.name,
      reads: collection.reads.map(({ keyHash, version }) => [hex(keyHash), version !== undefined]),
      writes: collection.writes.map(({ keyHash, valueHash, purge }) => [hex(keyHash), valueHash === undefined, purge]),
    })),
  }));
}
