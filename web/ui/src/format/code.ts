/**
 * The symbols of a verification code as somebody types them: upper case, without separators, with the letters that
 * Crockford's alphabet reads as digits (O as 0, I and L as 1). Whether the code is whole is not decided here.
 */
export function tidyCode(text: string): string {
  return text
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}

/** Symbols in groups of four with a hyphen between: `ABCD-EFGH-…`, as a code is shown and read out. */
export function groupCode(symbols: string, size = 4): string {
  const groups: string[] = [];
  for (let at = 0; at < symbols.length; at += size) groups.push(symbols.slice(at, at + size));
  return groups.join('-');
}
