/** ECDSA over P-256 and SHA-256 as Fabric asks for it: ASN.1 DER, and low-S only. */
import { type KeyObject, sign as nodeSign, verify as nodeVerify } from 'node:crypto';
import { KnownSignatures } from './known-signatures.ts';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_ORDER = ORDER >> 1n;

/** One process plays all nodes, each of which checks the same signatures; and it need not check its own nodes' at all. */
const known = new KnownSignatures(20_000);

/** Signs; an `s` in the upper half of the group order is replaced by its negative, which is as valid. */
export function sign(key: KeyObject, message: Uint8Array): Buffer {
  const raw = nodeSign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
  const s = toInteger(raw.subarray(32));
  const r = derInteger(toInteger(raw.subarray(0, 32)));
  const low = derInteger(s > HALF_ORDER ? ORDER - s : s);
  const signature = Buffer.concat([Buffer.from([0x30, r.length + low.length]), r, low]);
  known.add(key, message, signature);
  return signature;
}

/** Verifies; a signature that is not minimal DER, or whose `s` is high, is refused. */
export function verify(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  if (known.has(key, message, signature)) return true;
  if (lowS(signature) === undefined) return false;
  try {
    const good = nodeVerify('sha256', message, { key, dsaEncoding: 'der' }, signature);
    if (good) known.add(key, message, signature);
    return good;
  } catch {
    return false;
  }
}

/** The `s` of a DER signature, or nothing when the form is wrong or `s` is not in the lower half. */
function lowS(signature: Uint8Array): bigint | undefined {
  const bytes = Buffer.from(signature);
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return undefined;
  const r = readInteger(bytes, 2);
  const s = r && readInteger(bytes, r.end);
  if (!s || s.end !== bytes.length || s.value === 0n || s.value > HALF_ORDER) return undefined;
  return s.value;
}

function readInteger(bytes: Buffer, at: number): { value: bigint; end: number } | undefined {
  const length = bytes[at + 1];
  if (bytes[at] !== 0x02 || length === undefined || length === 0) return undefined;
  const end = at + 2 + length;
  if (end > bytes.length) return undefined;
  return { value: toInteger(bytes.subarray(at + 2, end)), end };
}

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function derInteger(value: bigint): Buffer {
  let hex = value.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  if (Number.parseInt(hex.slice(0, 2), 16) >= 0x80) hex = `00${hex}`;
  return Buffer.concat([Buffer.from([0x02, hex.length / 2]), Buffer.from(hex, 'hex')]);
}
