/** A number in the reader's language, rounded to what it deserves (at most `digits` after the point). */
export function formatNumber(value: number, locale: string, digits = 0): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** The first and last symbols of a long hexadecimal name, for a place where the whole one does not fit. */
export function shortHex(hex: string, symbols = 6): string {
  return hex.length <= 2 * symbols + 1 ? hex : `${hex.slice(0, symbols)}…${hex.slice(-symbols)}`;
}
