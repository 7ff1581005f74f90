import assert from 'node:assert/strict';
import { createHash, createPublicKey, scryptSync, verify } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex, utf8 } from '../bytes.ts';
import { TallystickError } from '../errors.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import {
  CODE_ALPHABET,
  CODE_SYMBOLS,
  codeFromFragment,
  codeLink,
  createVerificationCode,
  formatCode,
  parseCode,
} from './verification-code.ts';
import { authorisationId, verificationKeys } from './verification-keys.ts';

const random = seededRandom('codes');
const code = fc.constant(null).map(() => createVerificationCode(random));

const fails = (input: string, errorCode: string, field?: string) =>
  assert.throws(
    () => parseCode(input),
    (error) => error instanceof TallystickError && error.code === errorCode && error.field === field,
    input,
  );

const replaced = (text: string, at: number, symbol: string) => text.slice(0, at) + symbol + text.slice(at + 1);

test('a code has 16 symbols of Crockford and is its own canonical form', () => {
  fc.assert(
    fc.property(code, (made) => {
      assert.match(made, /^[0-9A-HJKMNP-TV-Z]{16}$/);
      assert.equal(parseCode(made), made);
      assert.match(formatCode(made), /^(\w{4}-){3}\w{4}$/);
    }),
  );
  assert.notEqual(createVerificationCode(), createVerificationCode());
});

test('known codes have the check symbol that the polynomials give', () => {
  // Worked out apart from this code, with the weights α^1..α^15 in GF(2)[x] / (x^5 + x^2 + 1).
  const known = ['0123456789ABCDE4', 'ZZZZZZZZZZZZZZZN', '1000000000000002', '000000000000001Z', 'TA11YST1CKTREE5J'];
  for (const whole of known) assert.equal(parseCode(whole), whole);
});

test('case, separators and look-alikes do not matter', () => {
  fc.assert(
    fc.property(code, fc.constantFrom('-', ' ', ' – ', '.', '\u00a0', '_'), (made, separator) => {
      const typed = made.replace(/0/g, 'o').replace(/1/g, 'l').toLowerCase();
      assert.equal(parseCode(` ${typed.match(/.{1,4}/g)!.join(separator)}\n`), made);
      assert.equal(parseCode(made.replace(/1/g, 'I')), made);
    }),
  );
});

test('every wrong symbol at every place is caught', () => {
  for (let times = 0; times < 20; times++) {
    const made = createVerificationCode(random);
    for (let at = 0; at < CODE_SYMBOLS; at++) {
      for (const symbol of CODE_ALPHABET) {
        if (symbol !== made[at]) fails(replaced(made, at, symbol), 'CODE_CHECK_FAILED');
      }
    }
  }
});

/** A code whose symbols at two places are the given ones, made by varying a third. */
function codeWith(at: number, a: string, other: number, b: string): string {
  const free = [0, 1, 2].find((place) => place !== at && place !== other)!;
  const wanted = replaced(replaced(createVerificationCode(random), at, a), other, b);
  for (const symbol of CODE_ALPHABET) {
    try {
      return parseCode(replaced(wanted, free, symbol));
    } catch {
      // Not this one: exactly one of the 32 fits.
    }
  }
  throw new Error('no symbol fits the check');
}

test('every swap of neighbours is caught, whatever the two symbols', () => {
  for (let at = 0; at < CODE_SYMBOLS - 1; at++) {
    for (const a of CODE_ALPHABET) {
      for (const b of CODE_ALPHABET) {
        if (a === b) continue;
        const made = codeWith(at, a, at + 1, b);
        fails(replaced(replaced(made, at, b), at + 1, a), 'CODE_CHECK_FAILED');
      }
    }
  }
});

test('every other swap in a code is caught as well', () => {
  fc.assert(
    fc.property(code, fc.nat(15), fc.nat(15), (made, at, other) => {
      fc.pre(made[at] !== made[other]);
      fails(replaced(replaced(made, at, made[other]!), other, made[at]!), 'CODE_CHECK_FAILED');
    }),
  );
});

test('what is wrong with a code is named, and the code is not repeated', () => {
  const made = createVerificationCode(random);
  fails(made.slice(1), 'CODE_MALFORMED', 'length');
  fails(`${made}0`, 'CODE_MALFORMED', 'length');
  fails('', 'CODE_MALFORMED', 'length');
  fails(replaced(made, 3, 'U'), 'CODE_MALFORMED', 'symbol');
  fails(replaced(made, 3, 'ß'), 'CODE_MALFORMED', 'symbol');
  try {
    parseCode(replaced(made, 3, '€'));
  } catch (error) {
    assert.ok(!String(error).includes(made.slice(4)));
  }
});

test('a link carries the code in the fragment alone', () => {
  const made = createVerificationCode(random);
  const link = new URL(codeLink('https://phone.example/settings?x=1', made));
  assert.equal(link.origin, 'https://phone.example');
  assert.equal(link.pathname + link.search, '/');
  assert.equal(codeFromFragment(link.hash), made);
  assert.equal(codeFromFragment(''), null);
  assert.equal(codeFromFragment('#settings'), null);
  assert.throws(() => codeFromFragment('#code=oops'), TallystickError);
  assert.throws(() => codeLink('https://phone.example', 'oops'), TallystickError);
});

test('the key pair of a code is the one that scrypt and Ed25519 of node:crypto give', async () => {
  const made = createVerificationCode(random);
  const keys = await verificationKeys(formatCode(made).toLowerCase(), 'tallystick');
  const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 };
  const seed = scryptSync(made.slice(0, 15), Buffer.from('tallystick/v1/code\0tallystick'), 32, cost);
  assert.equal(toHex(keys.seed), seed.toString('hex'));
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(keys.publicKey).toString('base64url') },
    format: 'jwk',
  });
  assert.ok(verify(null, utf8('message'), key, keys.sign(utf8('message'))));
  const id = createHash('sha256').update('tallystick/v1/authorisation\0').update(keys.publicKey).digest('hex');
  assert.equal(authorisationId(keys.publicKey), id.slice(0, 32));
});

test('another channel or another code gives another key pair', async () => {
  const made = createVerificationCode(random);
  const [here, there, other] = await Promise.all([
    verificationKeys(made, 'tallystick'),
    verificationKeys(made, 'elsewhere'),
    verificationKeys(createVerificationCode(random), 'tallystick'),
  ]);
  assert.equal(new Set([here, there, other].map(({ publicKey }) => toHex(publicKey))).size, 3);
  await assert.rejects(verificationKeys('oops', 'tallystick'), TallystickError);
});
