import { sha256 } from '@noble/hashes/sha2.js';
import { unzipSync, zipSync } from 'fflate';
import { type Bytes, toHex } from '../bytes.ts';
import { TallystickError } from '../errors.ts';
import { decodeKeyExport, type KeyExport, type SignatureInfo } from './export-format.ts';
import { type ExportVerificationKey, signExport, verifyExportSignature } from './signature.ts';

const BIN = 'export.bin';
const SIG = 'export.sig';

/** Most bytes of an `export.bin` and of an `export.sig`, unpacked. */
export const MAX_EXPORT_BIN_BYTES = 64 * 1024 * 1024;
const MAX_EXPORT_SIG_BYTES = 64 * 1024;

/**
 * The export file: a stored zip of `export.bin` and `export.sig` with fixed times, so that equal content means equal bytes.
 *
 * @param secretKey - P-256 scalar, 32 bytes.
 */
export function exportFile(bin: Uint8Array, secretKey: Uint8Array, info: SignatureInfo): Bytes {
  // Local time on purpose: zip times have no zone, and fflate writes the local one.
  const mtime = new Date(1980, 0, 1);
  return zipSync({ [BIN]: bin, [SIG]: signExport(bin, secretKey, info) }, { level: 0, mtime });
}

/** Name under which a file is served: immutable, since it names its content. */
export function exportFileName(sequence: number, sha256Hex: string): string {
  return `${sequence}-${sha256Hex.slice(0, 16)}.zip`;
}

/** A file that verified. */
export interface ReadExport {
  readonly content: KeyExport;
  /** `export.bin` as it is. */
  readonly bin: Uint8Array;
  /** SHA-256 of `export.bin`, hex: to be held against the ledger's record. */
  readonly sha256: string;
  /** Key that signed. */
  readonly keyId: string;
}

/**
 * Unpacks an export file, verifies its signature and reads it.
 *
 * @param publicKeys - keys in force.
 * @throws TallystickError `EXPORT_ALTERED` for anything that is no whole, signed, readable export.
 */
export function readExportFile(zip: Uint8Array, publicKeys: readonly ExportVerificationKey[]): ReadExport {
  const { bin, sig } = unpack(zip);
  const keyId = verifyExportSignature(bin, sig, publicKeys);
  if (keyId === null) throw new TallystickError('EXPORT_ALTERED', { field: 'signature' });
  try {
    return { content: decodeKeyExport(bin), bin, sha256: toHex(sha256(bin)), keyId };
  } catch (cause) {
    throw new TallystickError('EXPORT_ALTERED', { field: 'content', cause });
  }
}

function unpack(zip: Uint8Array): { bin: Uint8Array; sig: Uint8Array } {
  const limits: Record<string, number> = { [BIN]: MAX_EXPORT_BIN_BYTES, [SIG]: MAX_EXPORT_SIG_BYTES };
  try {
    const files = unzipSync(zip, {
      filter: ({ name, originalSize }) => Object.hasOwn(limits, name) && originalSize <= limits[name]!,
    });
    const bin = files[BIN];
    const sig = files[SIG];
    if (bin === undefined || sig === undefined) throw new RangeError('export.bin or export.sig is missing or too big');
    return { bin, sig };
  } catch (cause) {
    throw new TallystickError('EXPORT_ALTERED', { field: 'zip', cause });
  }
}
