import { toHex } from '../bytes.ts';
import type { TemporaryExposureKey } from '../keys/temporary-exposure-key.ts';
import type { ReportType } from '../ledger/diagnoses.ts';
import { notBefore } from '../publication/key-rules.ts';
import { dayOfInterval } from '../time.ts';
import type { ExportedKey } from './export-format.ts';

/** A publication as a follower of the ledger holds it. */
export interface PublishedKeys {
  /** Authorisation id, hex. */
  readonly authorisation: string;
  /** Place on the ledger; order is (block, index) alone. */
  readonly block: number;
  readonly index: number;
  readonly keys: readonly TemporaryExposureKey[];
  readonly reportType: ReportType;
  /** UTC day number, null when unknown. */
  readonly onset: number | null;
}

/** What the ledger held when an export was made. */
export interface ExportSource {
  /** Publications whose keys have not been purged. */
  readonly publications: readonly PublishedKeys[];
  /** Block of the revocation of each revoked authorisation (hex id). */
  readonly revokedIn: ReadonlyMap<string, number>;
  /** For each authorisation that was issued again the one that it supersedes (hex ids), published or not. */
  readonly supersedes: ReadonlyMap<string, string>;
}

/** A moment on the ledger: everything up to a block, by a window's end. */
export interface ExportCut {
  readonly lastBlock: number;
  /** Unix seconds. */
  readonly windowEnd: number;
}

/** One publication's claim on a key, in ledger order. */
interface Holder {
  readonly authorisation: string;
  readonly block: number;
  readonly revokedIn: number;
  readonly exported: ExportedKey;
  readonly notBefore: number;
}

/** Every key (hex) with the publications under which it counts, in ledger order. */
export type KeyHolders = ReadonlyMap<string, readonly Holder[]>;

/** Whether `authorisation` supersedes `other`, directly or through others in between. */
function supersedesOne(authorisation: string, other: string, supersedes: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let id = supersedes.get(authorisation); id !== undefined && !seen.has(id); id = supersedes.get(id)) {
    if (id === other) return true;
    seen.add(id);
  }
  return false;
}

/**
 * The publications under which each key counts: the first on the ledger that holds it, and later ones only if their authorisation supersedes
 * the first's. Otherwise anybody could publish a patient's keys once more and undo a withdrawal.
 */
export function keyHolders(source: ExportSource): KeyHolders {
  const holders = new Map<string, Holder[]>();
  const inOrder = [...source.publications].sort((a, b) => a.block - b.block || a.index - b.index);
  for (const publication of inOrder) {
    const { authorisation, block, reportType, onset } = publication;
    for (const key of publication.keys) {
      const name = toHex(key.key);
      const earlier = holders.get(name) ?? [];
      const [first] = earlier;
      if (first !== undefined && !supersedesOne(authorisation, first.authorisation, source.supersedes)) continue;
      const daysSinceOnset = onset === null ? null : dayOfInterval(key.rollingStart) - onset;
      const revokedIn = source.revokedIn.get(authorisation) ?? Number.POSITIVE_INFINITY;
      const exported = { ...key, reportType, daysSinceOnset };
      holders.set(name, [...earlier, { authorisation, block, revokedIn, exported, notBefore: notBefore(key) }]);
    }
  }
  return holders;
}

/** The form in which a key stands released at a cut, null when it does not: not yet published or due, or revoked. */
export function releasedForm(holders: readonly Holder[], cut: ExportCut): ExportedKey | null {
  const released = holders.find(
    (holder) => holder.block <= cut.lastBlock && holder.revokedIn > cut.lastBlock && holder.notBefore <= cut.windowEnd,
  );
  return released?.exported ?? null;
}
