const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const content = Buffer.from(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, 'hex');
  return Buffer.concat([Uint8Array.of(2, content.length), content]);
}

/** The twin of a low-S DER signature that ECDSA takes as well and Fabric refuses: the same r, and n − s. */
export function highTwin(low: Uint8Array): Buffer {
  const rLength = low[3]!;
  const at = (from: number, length: number): bigint =>
    BigInt(`0x${Buffer.from(low.subarray(from, from + length)).toString('hex')}`);
  const [r, s] = [at(4, rLength), at(6 + rLength, low[5 + rLength]!)];
  const body = Buffer.concat([integer(r), integer(order - s)]);
  return Buffer.concat([Uint8Array.of(0x30, body.length), body]);
}
