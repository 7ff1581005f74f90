import { type Bytes, concat, concatAll, equalBytes, fromUtf8, utf8 } from '../bytes.ts';
import type { TemporaryExposureKey } from '../keys/temporary-exposure-key.ts';
import { INTERVALS_PER_DAY } from '../time.ts';
import {
  asBytes,
  asNumber,
  bytesField,
  fixed64Field,
  fromZigzag,
  readFields,
  signedField,
  varintField,
} from './wire.ts';

/** Header of `export.bin`, padded with spaces to 16 bytes. */
export const EXPORT_HEADER = 'EK Export v1    ';

/** Object identifier of ECDSA with SHA-256 (P-256). */
export const SIGNATURE_ALGORITHM = '1.2.840.10045.4.3.2';

/** Most keys, revised ones included, that a file may hold. */
export const MAX_EXPORT_KEYS = 1_000_000;

/** Report types of an export, in the order of their numbers. */
export const exportReportTypes = [
  'UNKNOWN',
  'CONFIRMED_TEST',
  'CLINICAL_DIAGNOSIS',
  'SELF_REPORT',
  'RECURSIVE',
  'REVOKED',
] as const;
export type ExportReportType = (typeof exportReportTypes)[number];

/** A key as an export carries it. */
export interface ExportedKey extends TemporaryExposureKey {
  readonly reportType: ExportReportType;
  /** Days from onset to the key's day, null when the onset is unknown. */
  readonly daysSinceOnset: number | null;
}

/** Which key signed. */
export interface SignatureInfo {
  readonly keyVersion: string;
  readonly keyId: string;
  /** Object identifier. */
  readonly algorithm: string;
}

/** Content of an `export.bin` (TemporaryExposureKeyExport). */
export interface KeyExport {
  /** Unix seconds of the window. */
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly region: string;
  readonly batchNumber: number;
  readonly batchSize: number;
  readonly signatureInfos: readonly SignatureInfo[];
  readonly keys: readonly ExportedKey[];
  readonly revisedKeys: readonly ExportedKey[];
}

function encodeKey(key: ExportedKey): Bytes {
  return concat(
    bytesField(1, key.key),
    varintField(3, key.rollingStart),
    varintField(4, key.rollingPeriod),
    varintField(5, exportReportTypes.indexOf(key.reportType)),
    ...(key.daysSinceOnset === null ? [] : [signedField(6, key.daysSinceOnset)]),
  );
}

function decodeKey(message: Uint8Array): ExportedKey {
  let key: Uint8Array | undefined;
  let rollingStart: number | undefined;
  let rollingPeriod = INTERVALS_PER_DAY;
  let reportType: ExportReportType = 'UNKNOWN';
  let daysSinceOnset: number | null = null;
  for (const { field, value } of readFields(message)) {
    if (field === 1) key = asBytes(value);
    else if (field === 3) rollingStart = asNumber(value, 0, 0x7fff_ffff);
    else if (field === 4) rollingPeriod = asNumber(value, 1, INTERVALS_PER_DAY);
    else if (field === 5) reportType = exportReportTypes[asNumber(value, 0, 0x7fff_ffff)] ?? 'UNKNOWN';
    else if (field === 6) daysSinceOnset = fromZigzag(asNumber(value, 0, 0xffff_ffff));
  }
  if (key?.length !== 16 || rollingStart === undefined) throw new RangeError('a key without 16 bytes or a start');
  return { key: Uint8Array.from(key), rollingStart, rollingPeriod, reportType, daysSinceOnset };
}

/** SignatureInfo, as both files carry it. */
export function encodeSignatureInfo(info: SignatureInfo): Bytes {
  return concat(bytesField(3, info.keyVersion), bytesField(4, info.keyId), bytesField(5, info.algorithm));
}

/** Reads a SignatureInfo. @throws RangeError or TypeError when it is none. */
export function decodeSignatureInfo(message: Uint8Array): SignatureInfo {
  const texts = new Map<number, string>();
  for (const { field, value } of readFields(message)) {
    if (field >= 3 && field <= 5) texts.set(field, fromUtf8(asBytes(value)));
  }
  return { keyVersion: texts.get(3) ?? '', keyId: texts.get(4) ?? '', algorithm: texts.get(5) ?? '' };
}

/** `export.bin`: header and TemporaryExposureKeyExport, keys in the order given. */
export function encodeKeyExport(content: KeyExport): Bytes {
  return concatAll([
    utf8(EXPORT_HEADER),
    fixed64Field(1, content.windowStart),
    fixed64Field(2, content.windowEnd),
    bytesField(3, content.region),
    varintField(4, content.batchNumber),
    varintField(5, content.batchSize),
    ...content.signatureInfos.map((info) => bytesField(6, encodeSignatureInfo(info))),
    ...content.keys.map((key) => bytesField(7, encodeKey(key))),
    ...content.revisedKeys.map((key) => bytesField(8, encodeKey(key))),
  ]);
}

type Draft = { -readonly [F in keyof KeyExport]: KeyExport[F] extends readonly (infer T)[] ? T[] : KeyExport[F] };

/** What each known field does to the message read so far. */
const fieldReaders: Readonly<Record<number, (draft: Draft, value: number | Uint8Array) => void>> = {
  1: (draft, value) => {
    draft.windowStart = asNumber(value, 0, Number.MAX_SAFE_INTEGER);
  },
  2: (draft, value) => {
    draft.windowEnd = asNumber(value, 0, Number.MAX_SAFE_INTEGER);
  },
  3: (draft, value) => {
    draft.region = fromUtf8(asBytes(value));
  },
  4: (draft, value) => {
    draft.batchNumber = asNumber(value, 0, 0x7fff_ffff);
  },
  5: (draft, value) => {
    draft.batchSize = asNumber(value, 0, 0x7fff_ffff);
  },
  6: (draft, value) => draft.signatureInfos.push(decodeSignatureInfo(asBytes(value))),
  7: (draft, value) => draft.keys.push(decodeKey(asBytes(value))),
  8: (draft, value) => draft.revisedKeys.push(decodeKey(asBytes(value))),
};

/**
 * Reads an `export.bin`, tolerant of unknown fields, strict about everything known.
 *
 * @throws RangeError or TypeError when it is none, or holds more than {@link MAX_EXPORT_KEYS} keys.
 */
export function decodeKeyExport(bin: Uint8Array): KeyExport {
  const header = utf8(EXPORT_HEADER);
  if (!equalBytes(bin.subarray(0, header.length), header)) throw new RangeError('not an "EK Export v1"');
  const draft: Draft = {
    windowStart: 0,
    windowEnd: 0,
    region: '',
    batchNumber: 1,
    batchSize: 1,
    signatureInfos: [],
    keys: [],
    revisedKeys: [],
  };
  for (const { field, value } of readFields(bin.subarray(header.length))) {
    fieldReaders[field]?.(draft, value);
    if (draft.keys.length + draft.revisedKeys.length > MAX_EXPORT_KEYS) throw new RangeError('too many keys');
  }
  return draft;
}
