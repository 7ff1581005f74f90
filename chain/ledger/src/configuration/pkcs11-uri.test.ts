import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPkcs11, parsePkcs11Uri } from './pkcs11-uri.ts';

const good = 'pkcs11:token=the%20authority;type=private?module-path=/usr/lib/token.so&pin-source=file:/run/secrets/pin';

test('a PKCS#11 URI names token, library and where the PIN stands', () => {
  assert.equal(isPkcs11(good), true);
  assert.equal(isPkcs11('/etc/tallystick/api.key'), false);
  assert.deepEqual(parsePkcs11Uri(good), {
    token: 'the authority',
    modulePath: '/usr/lib/token.so',
    pin: { file: '/run/secrets/pin' },
    id: undefined,
  });
  const other = parsePkcs11Uri('pkcs11:token=a;id=%00%ffA?module-path=/m.so&pin-source=env:TOKEN_PIN');
  assert.deepEqual(other.pin, { variable: 'TOKEN_PIN' });
  assert.deepEqual(other.id, Uint8Array.of(0, 255, 65));
});

test('what is missing, unknown or unsafe is named, and no value quoted', () => {
  const faulty: readonly [string, RegExp][] = [
    ['pkcs11:?module-path=/m&pin-source=/p', /`token` is missing/],
    ['pkcs11:token=a?pin-source=/p', /`module-path` is missing/],
    ['pkcs11:token=a?module-path=/m', /`pin-source` is missing/],
    ['pkcs11:token=a?module-path=/m&pin-value=1234', /`pin-value` is refused/],
    ['pkcs11:token=a?module-path=/m&pin-source=|cat', /`pin-source` is neither/],
    ['pkcs11:token=a;slot-id=3?module-path=/m&pin-source=/p', /`slot-id` is not known/],
    ['pkcs11:token=a;token=b?module-path=/m&pin-source=/p', /twice/],
    ['pkcs11:token=a;type=cert?module-path=/m&pin-source=/p', /`type`/],
    ['pkcs11:token=%zz?module-path=/m&pin-source=/p', /percent-encoded/],
    ['pkcs11:token=a;id=%0?module-path=/m&pin-source=/p', /`id`/],
  ];
  for (const [uri, expected] of faulty) {
    assert.throws(
      () => parsePkcs11Uri(uri),
      (error: Error) => expected.test(error.message) && !error.message.includes('1234'),
      uri,
    );
  }
});
