import { fromHex, toHex } from '../bytes.ts';
import type { TemporaryExposureKey } from '../keys/temporary-exposure-key.ts';
import { type PublicationPrivate, publicationPrivate, type ReportType } from '../ledger/diagnoses.ts';
import { decodeSlots, encodeSlots } from './slots.ts';

/** What the private value of a publication says. */
export interface StoredPublication {
  /** Hex of the 32 bytes that the patient's phone chose. */
  readonly salt: string;
  readonly keys: readonly TemporaryExposureKey[];
  readonly reportType: ReportType;
  /** UTC day number, null when unknown. */
  readonly onset: number | null;
}

const REPORT = { CONFIRMED_TEST: '1', CLINICAL_DIAGNOSIS: '2' } as const satisfies Record<ReportType, string>;
const UNKNOWN_ONSET = '------';

/** The stored form, in canonical JSON always of the same length. @throws as {@link encodeSlots}. */
export function encodeStoredPublication(stored: StoredPublication): PublicationPrivate {
  return {
    salt: stored.salt,
    keys: toHex(encodeSlots(stored.keys)),
    report: REPORT[stored.reportType],
    onset: stored.onset === null ? UNKNOWN_ONSET : String(stored.onset).padStart(6, '0'),
  };
}

/** Reads the stored form. @throws ZodError or TallystickError when it is none. */
export function decodeStoredPublication(value: unknown): StoredPublication {
  const { salt, keys, report, onset } = publicationPrivate.parse(value);
  return {
    salt,
    keys: decodeSlots(fromHex(keys)),
    reportType: report === REPORT.CONFIRMED_TEST ? 'CONFIRMED_TEST' : 'CLINICAL_DIAGNOSIS',
    onset: onset === UNKNOWN_ONSET ? null : Number(onset),
  };
}
