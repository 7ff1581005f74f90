import { TallystickError } from '../errors.ts';
import { type Random, systemRandom, takeRandom } from '../random.ts';
import { checkSymbolOf } from './check-symbol.ts';

/** Crockford's Base32 symbols: digits and letters without I, L, O and U. */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Symbols that carry chance: 15 × 5 = 75 bits. */
export const CODE_RANDOM_SYMBOLS = 15;

/** Symbols of a whole code, the check symbol included. */
export const CODE_SYMBOLS = CODE_RANDOM_SYMBOLS + 1;

/** What people and programs put between groups: white space, hyphens and dashes, dots, underscores. */
const SEPARATORS = /[\s\-\u2010-\u2015\u2212._]+/gu;

/** A fresh verification code in canonical form: 15 random symbols and their check symbol. */
export function createVerificationCode(random: Random = systemRandom): string {
  // 256 is a multiple of 32: the low five bits of a random byte are uniform.
  const values = Array.from(takeRandom(random, CODE_RANDOM_SYMBOLS), (byte) => byte & 31);
  return [...values, checkSymbolOf(values)].map((value) => CODE_ALPHABET[value]).join('');
}

/** A canonical code in groups of four, as it is shown and printed: `XXXX-XXXX-XXXX-XXXX`. */
export function formatCode(code: string): string {
  return code.match(/.{1,4}/gu)?.join('-') ?? '';
}

/**
 * The canonical 16 symbols of what somebody typed: case and separators do not matter, O is read as 0, I and L as 1.
 *
 * @throws TallystickError `CODE_MALFORMED` with field `symbol` (a symbol that no code has) or `length`, `CODE_CHECK_FAILED`
 *   when the check symbol does not fit (a mistyped symbol, or two swapped). Neither repeats what was typed.
 */
export function parseCode(input: string): string {
  // ASCII letters only: a whole toUpperCase would make SS of ß, and I of a dotless ı.
  const upper = input.replace(SEPARATORS, '').replace(/[a-z]/g, (letter) => letter.toUpperCase());
  const code = upper.replace(/O/g, '0').replace(/[IL]/g, '1');
  const values = Array.from(code, (symbol) => CODE_ALPHABET.indexOf(symbol));
  const foreign = values.indexOf(-1);
  if (foreign >= 0) {
    throw new TallystickError('CODE_MALFORMED', {
      field: 'symbol',
      message: `Symbol ${foreign + 1} occurs in no code.`,
    });
  }
  if (values.length !== CODE_SYMBOLS) {
    const message = `A code has ${CODE_SYMBOLS} symbols, this has ${values.length}.`;
    throw new TallystickError('CODE_MALFORMED', { field: 'length', message });
  }
  if (checkSymbolOf(values.slice(0, CODE_RANDOM_SYMBOLS)) !== values[CODE_RANDOM_SYMBOLS]) {
    throw new TallystickError('CODE_CHECK_FAILED');
  }
  return code;
}

const LINK_PREFIX = '#code=';

/**
 * A link that opens the app with the code. The code stands in the fragment only: no server and no log ever sees it.
 *
 * @param origin - the phone app's origin, such as `https://example.org`.
 * @throws TallystickError as {@link parseCode}, TypeError when `origin` is no URL.
 */
export function codeLink(origin: string, code: string): string {
  return `${new URL(origin).origin}/${LINK_PREFIX}${formatCode(parseCode(code))}`;
}

/** The canonical code in a URL's fragment (`location.hash`), null when the fragment carries none. @throws as {@link parseCode}. */
export function codeFromFragment(fragment: string): string | null {
  return fragment.startsWith(LINK_PREFIX) ? parseCode(fragment.slice(LINK_PREFIX.length)) : null;
}
