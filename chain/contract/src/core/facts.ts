import {
  type CollectionName,
  exportKeyContent,
  type LedgerRecord,
  type PolicyKind,
  type RecordType,
  recordKey,
} from '@tallystick/protocol';

/** A record of one type. */
export type RecordOf<T extends RecordType> = Extract<LedgerRecord, { type: T }>;

/** What a rule may ask of the committed state. Every read is remembered by the peer and checked again at commit. */
export interface StateReader {
  /** The public record under a key; undefined when there is none. */
  record<T extends RecordType>(type: T, key: string): Promise<RecordOf<T> | undefined>;
  /** The JSON value of a private key; undefined when there is none, or when this peer has not received it. */
  privateValue(collection: CollectionName, key: string): Promise<unknown>;
  /** SHA-256 of the private value's bytes, hex; every peer knows it, also without the value. Undefined when there is none. */
  privateHash(collection: CollectionName, key: string): Promise<string | undefined>;
}

/** All versions of a kind of policy, oldest first. They follow one another without a gap, so single reads find them all. */
export async function policyVersions(read: StateReader, kind: PolicyKind): Promise<RecordOf<'policy'>[]> {
  const versions: RecordOf<'policy'>[] = [];
  for (;;) {
    const next = await read.record('policy', recordKey.policy(kind, versions.length + 1));
    if (next === undefined) return versions;
    versions.push(next);
  }
}

/** Name of the signing key that an export key policy is about. */
export function keyIdOf(policy: RecordOf<'policy'>): string {
  return exportKeyContent.parse(policy.content).keyId;
}
