/**
 * The character set of an HL7 v2 message.
 *
 * MSH-18 is often blank or wrong, so strict UTF-8 comes first (text in another set is hardly ever valid UTF-8 by
 * chance), then what is declared (table 0211), then Latin-1, in which every byte means something.
 */

const DECLARED: Record<string, string> = {
  ASCII: 'windows-1252',
  '8859/1': 'windows-1252',
  '8859/2': 'iso-8859-2',
  '8859/3': 'iso-8859-3',
  '8859/4': 'iso-8859-4',
  '8859/5': 'iso-8859-5',
  '8859/6': 'iso-8859-6',
  '8859/7': 'iso-8859-7',
  '8859/8': 'iso-8859-8',
  '8859/9': 'windows-1254',
  '8859/15': 'iso-8859-15',
  'ISO IR87': 'iso-2022-jp',
  'GB 18030-2000': 'gb18030',
  'KS X 1001': 'euc-kr',
  'BIG-5': 'big5',
};

/** Decodes the bytes of a message; never fails. */
export function decodeText(bytes: Uint8Array): { text: string; charset: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), charset: 'utf-8' };
  } catch {
    const charset = DECLARED[declaredCharset(bytes)] ?? 'windows-1252';
    return { text: new TextDecoder(charset).decode(bytes), charset };
  }
}

/** MSH-18, first repetition, read from bytes that are not decoded yet (the header itself is ASCII). */
function declaredCharset(bytes: Uint8Array): string {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 4096));
  const line = /MSH[^\r\n]*/.exec(head)?.[0] ?? '';
  const separator = line[3] ?? '|';
  const field = line.split(separator)[17] ?? '';
  return field.split('~')[0]?.trim().toUpperCase() ?? '';
}
