import fc from 'fast-check';
import { keyOfRecord, type LedgerRecord, organisations } from '../../ledger/index.ts';
import { dayAt } from '../../time.ts';
import { type RecordedStep, recordedStep } from '../facts.ts';
import type { PlacedRecord } from '../statements.ts';

const hex = (number: number, bytes = 32): string => number.toString(16).padStart(2 * bytes, '0');
const windowSeconds = 14_400;
const genesis = 1_793_620_800;

/** One act of somebody on the ledger; what it cannot do at that moment it leaves. */
export type Act = {
  readonly what: 'authorise' | 'reissue' | 'publish' | 'revoke' | 'export' | 'answer';
  readonly which: number;
};

/** Acts in any order. */
export const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    what: fc.constantFrom('authorise', 'reissue', 'publish', 'revoke', 'export', 'answer'),
    which: fc.nat({ max: 5 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** The public records that a ledger would hold after the acts, two transactions a block. */
export class History {
  readonly placed: PlacedRecord[] = [];
  readonly #issued: string[] = [];
  readonly #published = new Set<string>();
  readonly #revoked = new Set<string>();
  #sequence = 0;
  #lastBlock = -1;
  #transactions = 0;

  constructor(all: readonly Act[]) {
    for (const act of all) this.#do(act);
  }

  get #block(): number {
    return Math.floor(this.#transactions / 2);
  }

  #base(
    step: RecordedStep,
    role = 'api',
  ): { txId: string; purgeAfter: number; provenance: LedgerRecord['provenance'] } {
    const organisation = role === 'adapter' ? organisations.health : organisations.authority;
    return { txId: hex(this.#transactions), purgeAfter: 0, provenance: { ...step, organisation, role } };
  }

  #write(...records: LedgerRecord[]): void {
    for (const record of records) this.placed.push({ record, block: this.#block, index: this.#transactions % 2 });
    this.#transactions += 1;
  }

  #do({ what, which }: Act): void {
    const id = this.#issued[which % Math.max(1, this.#issued.length)];
    if (what === 'authorise') this.#authorise();
    else if (what === 'export') this.#export();
    else if (what === 'answer') this.#answer(which);
    else if (id === undefined || this.#revoked.has(id)) return;
    else if (what === 'reissue') this.#authorise(id);
    else if (what === 'revoke') this.#revoke(id);
    else if (!this.#published.has(id)) this.#publish(id);
  }

  #authorise(supersedes?: string): void {
    const id = hex(this.#transactions, 16);
    const base = {
      facility: 'general-hospital',
      ...this.#base(recordedStep['diagnoses:authorise']({ id, supersedes }), 'adapter'),
    };
    const authorisation: LedgerRecord = {
      type: 'authorisation',
      id,
      publicKey: hex(0),
      expires: 0,
      recordCommitment: hex(0),
      ...(supersedes === undefined ? {} : { supersedes }),
      ...base,
    };
    this.#issued.push(id);
    if (supersedes === undefined) {
      this.#write(authorisation);
    } else {
      this.#revoked.add(supersedes);
      this.#write(authorisation, { type: 'revocation', authorisation: supersedes, supersededBy: id, ...base });
    }
  }

  #publish(authorisation: string): void {
    this.#published.add(authorisation);
    const base = this.#base(recordedStep['diagnoses:publish']({ authorisation }));
    this.#write({ type: 'publication', authorisation, digest: hex(0), signature: hex(0, 64), ...base });
  }

  #revoke(authorisation: string): void {
    this.#revoked.add(authorisation);
    const base = this.#base(recordedStep['diagnoses:revoke']({ authorisation }), 'adapter');
    this.#write({ type: 'revocation', authorisation, facility: 'general-hospital', ...base });
  }

  #export(): void {
    // It covers finished blocks only.
    const lastBlock = this.#block - 1;
    if (lastBlock <= this.#lastBlock) return;
    this.#sequence += 1;
    const windowStart = genesis + this.#sequence * windowSeconds;
    this.#write({
      type: 'export',
      sequence: this.#sequence,
      previous: null,
      windowStart,
      windowEnd: windowStart + windowSeconds,
      firstBlock: this.#lastBlock + 1,
      lastBlock,
      sha256: hex(this.#sequence),
      real: 1,
      padding: 139,
      revised: 0,
      keyId: 'key',
      ...this.#base(recordedStep['exports:record']({ sequence: this.#sequence, keyVersion: 1 })),
    });
    this.#lastBlock = lastBlock;
  }

  #answer(which: number): void {
    const root = hex(this.#transactions);
    const base = this.#base(recordedStep['acknowledgements:record']({ root }));
    this.#write({ type: 'answers', day: dayAt(genesis) + which, root, count: 3, sum: 1, ...base });
  }

  /** The signing key's policy, which every export names; it stands before everything else. */
  static withPolicy(all: readonly Act[]): PlacedRecord[] {
    const provenance = { organisation: organisations.auditor, role: 'administrator' };
    const key = {
      kind: 'exportKey' as const,
      version: 1,
      content: { keyId: 'key', publicKey: '04' },
      proposedBy: organisations.authority,
    };
    const policy: LedgerRecord[] = [
      {
        type: 'proposal',
        id: hex(7),
        ...key,
        txId: hex(1_000_001),
        provenance: { ...provenance, ...recordedStep['policy:propose']({ id: hex(7) }) },
      },
      {
        type: 'policy',
        ...key,
        proposal: hex(7),
        approvedBy: organisations.auditor,
        inForceFrom: 0,
        txId: hex(1_000_002),
        provenance: {
          ...provenance,
          ...recordedStep['policy:approve']({ proposal: hex(7), kind: 'exportKey', version: 1 }),
        },
      },
    ];
    // Before block 0, so that the acts' own numbering stays as it is.
    return [...policy.map((record, index) => ({ record, block: -1, index })), ...new History(all).placed];
  }
}

/** Keys of the records of one type. */
export function keysOf(placed: readonly PlacedRecord[], type: LedgerRecord['type']): string[] {
  return placed.filter(({ record }) => record.type === type).map(({ record }) => keyOfRecord(record));
}
