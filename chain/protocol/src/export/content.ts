import { type Bytes, compareBytes } from '../bytes.ts';
import { MAX_KEY_AGE_DAYS } from '../publication/key-rules.ts';
import { INTERVALS_PER_DAY, intervalAt } from '../time.ts';
import { type ExportedKey, encodeKeyExport, SIGNATURE_ALGORITHM, type SignatureInfo } from './export-format.ts';
import { type ExportCut, type ExportSource, keyHolders, releasedForm } from './key-state.ts';
import { paddingKeys } from './padding.ts';

/** Region that Tallystick's exports name. */
export const EXPORT_REGION = 'tallystick';

/** What the next export covers. */
export interface ExportWindow extends ExportCut {
  /** The record before it, null for the first. */
  readonly previous: ExportCut | null;
  /** 32 random bytes, private to the collection `keys`. */
  readonly seed: Uint8Array;
}

/** What an export holds: keys and revised keys each in byte order, so that nothing shows when or with which others they came. */
export interface ExportContent {
  readonly keys: readonly ExportedKey[];
  readonly revised: readonly ExportedKey[];
  /** How many of `keys` are real, and how many padding. */
  readonly real: number;
  readonly padding: number;
}

const byKey = (a: ExportedKey, b: ExportedKey): number => compareBytes(a.key, b.key);

/** Whether an export says the same of two forms of one key. */
function sameForm(a: ExportedKey, b: ExportedKey): boolean {
  return (
    a.rollingStart === b.rollingStart &&
    a.rollingPeriod === b.rollingPeriod &&
    a.reportType === b.reportType &&
    a.daysSinceOnset === b.daysSinceOnset
  );
}

/**
 * The keys that become released between the previous record and this one, and the released ones that change: revoked (report type REVOKED), or
 * held under a superseding authorisation that says otherwise of them. A pure function of the ledger up to `lastBlock`: any replica that
 * holds the same publications makes the same content, whatever their order in `source`.
 *
 * Keys whose start is more than 15 days before the window's end are left out altogether: no phone can still have met them, and so it makes
 * no difference whether their publication has been purged yet.
 *
 * @returns null when nothing is released and nothing revised: then there is no record and no file.
 */
export function exportContent(source: ExportSource, window: ExportWindow): ExportContent | null {
  const oldest = intervalAt(window.windowEnd) - MAX_KEY_AGE_DAYS * INTERVALS_PER_DAY;
  const fresh: ExportedKey[] = [];
  const revised: ExportedKey[] = [];
  for (const holders of keyHolders(source).values()) {
    const before = window.previous === null ? null : releasedForm(holders, window.previous);
    const after = releasedForm(holders, window);
    const { rollingStart } = after ?? before ?? holders[0]!.exported;
    if (rollingStart < oldest) continue;
    if (before === null && after !== null) fresh.push(after);
    if (before !== null && after === null) revised.push({ ...before, reportType: 'REVOKED' });
    if (before !== null && after !== null && !sameForm(before, after)) revised.push(after);
  }
  if (fresh.length === 0 && revised.length === 0) return null;
  fresh.sort(byKey);
  const padding = paddingKeys(window.seed, fresh, window.windowEnd);
  return {
    keys: [...fresh, ...padding].sort(byKey),
    revised: revised.sort(byKey),
    real: fresh.length,
    padding: padding.length,
  };
}

/** What `export.bin` says besides its keys. */
export interface ExportMeta {
  /** Unix seconds. */
  readonly windowStart: number;
  readonly windowEnd: number;
  /** Export signing key in force: its name and the version of its policy. */
  readonly keyId: string;
  readonly keyVersion: number;
}

/** How a signing key is named inside the files. */
export function exportSignatureInfo(key: Pick<ExportMeta, 'keyId' | 'keyVersion'>): SignatureInfo {
  return { keyId: key.keyId, keyVersion: `v${key.keyVersion}`, algorithm: SIGNATURE_ALGORITHM };
}

/** `export.bin` of a content: what the ledger's record holds the SHA-256 of. */
export function exportBin(content: ExportContent, meta: ExportMeta): Bytes {
  return encodeKeyExport({
    windowStart: meta.windowStart,
    windowEnd: meta.windowEnd,
    region: EXPORT_REGION,
    batchNumber: 1,
    batchSize: 1,
    signatureInfos: [exportSignatureInfo(meta)],
    keys: content.keys,
    revisedKeys: content.revised,
  });
}
