import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ledgerConfiguration, type NetworkTarget, openLedger } from '@tallystick/ledger';
import type { KeyAndCertificate } from '@tallystick/localnet/certificates';
import { organisations } from '@tallystick/protocol';
import { anchor } from '../network/testing/requests.ts';
import { followUntil, temporaryNetwork } from '../network/testing/temporary-network.ts';
import { authorityOf, issueFrom, withUser } from './issued.ts';

const modulePath = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
].find(existsSync);

/** Environment variable that a PIN stands in. */
const pinVariable = 'TALLYSTICK_TEST_PIN';

/** Why there is no token to sign with; undefined when there is. */
function missing(): string | undefined {
  if (modulePath === undefined) return 'SoftHSM 2 (Debian: softhsm2) is not installed';
  try {
    createRequire(import.meta.url)('pkcs11js');
    return undefined;
  } catch {
    return 'the optional package pkcs11js is not installed or was not compiled';
  }
}

/** Fabric's subject key identifier, computed here once more. */
function identifierOf({ certificate }: KeyAndCertificate): string {
  const spki = createPublicKey(certificate).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki.subarray(-65)).digest('hex');
}

/** A token in a folder of its own with a PIN that stands in a file, and the way to put keys into it. */
function makeToken(folder: string): { pinFile: string; put(pair: KeyAndCertificate, id: string): void } {
  mkdirSync(join(folder, 'tokens'));
  const configuration = join(folder, 'softhsm2.conf');
  writeFileSync(configuration, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\n`);
  process.env.SOFTHSM2_CONF = configuration;
  const util = (...args: string[]): void => void execFileSync('softhsm2-util', args, { stdio: 'pipe' });
  const pin = '4711';
  const pinFile = join(folder, 'pin');
  writeFileSync(pinFile, `${pin}\n`, { mode: 0o600 });
  util('--init-token', '--free', '--label', 'tallystick', '--pin', pin, '--so-pin', '98765432');
  return {
    pinFile,
    put: ({ key }, id) => {
      const file = join(folder, 'import.pem');
      writeFileSync(file, key, { mode: 0o600 });
      util('--import', file, '--token', 'tallystick', '--label', 'api', '--id', id, '--pin', pin);
      rmSync(file);
    },
  };
}

test('a key that never leaves its token signs what the network accepts', { timeout: 120_000 }, async (t) => {
  const reason = missing();
  if (reason !== undefined) return t.skip(reason);
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-token-'));
  const network = await temporaryNetwork();
  t.after(async () => {
    await network.stop();
    rmSync(folder, { recursive: true });
  });
  const { authority } = organisations;
  const { pinFile, put } = makeToken(folder);
  const pair = await issueFrom(authorityOf(network.target, authority), { attributes: { role: 'api' } });
  const certificate = join(folder, 'api.pem');
  writeFileSync(certificate, pair.certificate);
  const uri = (token: string, pin: string, id = ''): string =>
    `pkcs11:token=${token}${id}?module-path=${modulePath}&pin-source=${pin}`;
  const targetWith = (key: string): NetworkTarget => withUser(network.target, authority, 'api', { certificate, key });
  const faultsWith = (key: string): string => {
    const file = join(folder, 'target.json');
    writeFileSync(file, JSON.stringify(targetWith(key)));
    const settings = { LEDGER_ORGANISATION: authority, LEDGER_USER: 'api', LEDGER_TARGET: file };
    return ledgerConfiguration(settings)
      .faults.map(({ problem }) => problem)
      .join('; ');
  };

  process.env[pinVariable] = 'not the PIN';
  assert.match(faultsWith(uri('other', `file:${pinFile}`)), /^cannot be used: label other cannot be found/);
  assert.match(faultsWith(uri('tallystick', `env:${pinVariable}`)), /^cannot be used: CKR_PIN_INCORRECT/);
  assert.match(faultsWith(uri('tallystick', 'env:NO_SUCH_PIN')), /^cannot be used: there is no PIN/);
  assert.match(faultsWith(uri('tallystick', `file:${pinFile}`)), /^cannot be used: Unable to find object/);
  put(pair, identifierOf(pair));
  assert.equal(faultsWith(uri('tallystick', `file:${pinFile}`)), '');
  put(pair, '0102');
  process.env[pinVariable] = '4711';
  assert.equal(faultsWith(uri('tallystick', `env:${pinVariable}`, ';id=%01%02')), '', 'a key may have another CKA_ID');

  const ledger = await network.open(authority, 'api', targetWith(uri('tallystick', `file:${pinFile}`)));
  // A session of a token does one signature at a time: these have to queue.
  const committed = await Promise.all(Array.from({ length: 8 }, () => ledger.submit(anchor())));
  const last = Math.max(...committed.map(({ block }) => block));
  const blocks = await followUntil(ledger, 0, ({ number }) => number === last);
  const text = Buffer.concat(blocks.map(({ bytes }) => bytes)).toString('latin1');
  assert.ok(text.includes(pair.certificate.trim()), 'the blocks carry the certificate of the key in the token');
  for (const { txId } of committed) {
    const transaction = blocks.flatMap(({ transactions }) => transactions).find((each) => each.txId === txId);
    assert.equal(transaction?.validationCode, 0);
  }
  await ledger.close();
  const again = await openLedger({
    target: targetWith(uri('tallystick', `file:${pinFile}`)),
    organisation: authority,
    user: 'api',
  });
  assert.equal((await again.submit(anchor())).record?.type, 'anchor', 'a session that was closed can be opened again');
  await again.close();
});
