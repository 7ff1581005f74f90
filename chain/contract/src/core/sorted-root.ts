import { fromHex, merkleRoot, toHex } from '@tallystick/protocol';

/**
 * Merkle root (hex) over 32-byte values in byte order, each once; undefined when they do not stand so. It is the root of
 * `anchorOf` and `answerBatchOf`, without the paths that only receipts need.
 */
export function sortedRoot(values: readonly string[]): string | undefined {
  // Lower-case hex sorts as the bytes do.
  const ascending = values.every((value, i) => i === 0 || (values[i - 1] ?? '') < value);
  return ascending ? toHex(merkleRoot(values.map((value) => fromHex(value, 32)))) : undefined;
}
