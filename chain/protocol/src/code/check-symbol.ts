/**
 * The check symbol of a verification code: a weighted sum over GF(32), the field of 32 elements, so that the check is one
 * of the same 32 symbols as the rest.
 *
 * Symbol i (0..14) has the weight α^(i+1), the check symbol α^0 = 1. The weights are distinct and not zero: one wrong symbol changes the
 * sum by weight · difference ≠ 0, and two swapped ones by (weight + weight') · difference ≠ 0. So every single error and every swap,
 * of neighbours or not, is caught.
 */

/** α^0 .. α^15 for α = x in GF(2)[x] / (x^5 + x^2 + 1), whose powers run through all 31 non-zero elements. */
const POWERS: readonly number[] = Array.from({ length: 15 }).reduce<number[]>(
  (powers) => {
    const doubled = powers[powers.length - 1]! << 1;
    powers.push(doubled & 32 ? doubled ^ 0b100101 : doubled);
    return powers;
  },
  [1],
);

function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 4; bit >= 0; bit--) {
    product <<= 1;
    if (product & 32) product ^= 0b100101;
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

/** The check symbol's value (0..31) for the 15 values before it. */
export function checkSymbolOf(values: readonly number[]): number {
  return values.reduce((sum, value, i) => sum ^ multiply(POWERS[i + 1]!, value), 0);
}
