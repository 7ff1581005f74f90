import { type KeyObject, sign } from 'node:crypto';

/** Order of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const half = order / 2n;

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const content = bytes[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return Buffer.concat([Buffer.of(0x02, content.length), content]);
}

/** r and s of an ECDSA signature in DER. */
function parts(der: Uint8Array): [r: bigint, s: bigint] {
  const at = (offset: number): [bigint, number] => {
    const length = der[offset + 1]!;
    const end = offset + 2 + length;
    return [BigInt(`0x${Buffer.from(der.subarray(offset + 2, end)).toString('hex')}`), end];
  };
  const [r, next] = at(2);
  return [r, at(next)[0]];
}

function der(r: bigint, s: bigint): Buffer {
  const content = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

/** Whether s lies in the lower half, as Fabric demands of every signature. */
export const isLowS = (signature: Uint8Array): boolean => parts(signature)[1] <= half;

/** An ECDSA signature over SHA-256, DER, low-S. */
export function lowS(key: KeyObject, message: Uint8Array): Buffer {
  const [r, s] = parts(sign('sha256', message, key));
  return der(r, s > half ? order - s : s);
}

/** The same signature's twin: it verifies like the other, but its s lies in the upper half. */
export function highS(key: KeyObject, message: Uint8Array): Buffer {
  const [r, s] = parts(sign('sha256', message, key));
  return der(r, s > half ? s : order - s);
}
