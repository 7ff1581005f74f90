import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openLedger } from '@tallystick/ledger';
import { organisations } from '@tallystick/protocol';
import { anchor } from '../network/testing/requests.ts';
import { tapped } from '../network/testing/tap.ts';
import { type TemporaryNetwork, temporaryNetwork, until } from '../network/testing/temporary-network.ts';
import { authorityOf, issueFrom, withUser } from './issued.ts';
import { renewUnderLoad } from './renewal-under-load.ts';

const { authority } = organisations;
const folder = mkdtempSync(join(tmpdir(), 'tallystick-renewal-'));
let network: TemporaryNetwork;

before(async () => {
  network = await temporaryNetwork();
});
after(async () => {
  await network?.stop();
  rmSync(folder, { recursive: true });
});

const sub = (name: string): string => {
  mkdirSync(join(folder, name));
  return join(folder, name);
};

test('certificate, key and TLS root are replaced under a steady load, and no call fails', { timeout: 120_000 }, () =>
  renewUnderLoad(network.target, sub('load')),
);

test('a stream of blocks goes over to the renewed certificate, with no block lost', { timeout: 60_000 }, async (t) => {
  const { target, taps } = await tapped(t, network.target);
  const home = sub('stream');
  const files = { certificate: join(home, 'api.pem'), key: join(home, 'api.key') };
  const put = async (): Promise<string> => {
    const pair = await issueFrom(authorityOf(network.target, authority), { attributes: { role: 'api' } });
    writeFileSync(files.key, pair.key);
    writeFileSync(files.certificate, pair.certificate);
    return pair.certificate.trim();
  };
  const first = await put();
  const follower = await openLedger({
    target: withUser(target, authority, 'api', files),
    organisation: authority,
    user: 'api',
    watchMilliseconds: 50,
  });
  t.after(() => follower.close());
  const writer = await network.open(authority, 'api');
  const numbers: number[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const { number } of follower.blocks(0, { signal: stop.signal })) numbers.push(number);
  })();
  const written = async (): Promise<void> => {
    const { block } = await writer.submit(anchor());
    await until(() => numbers.includes(block), `block ${block} is delivered`);
  };
  await written();
  const heard = (certificate: string): boolean => taps[authority]!.heard().includes(certificate);
  assert.ok(heard(first));
  // Nothing else is asked as this user: only a stream that is opened anew can carry the certificate.
  const second = await put();
  await until(() => heard(second), 'the peer is asked with the renewed certificate');
  await written();
  stop.abort();
  await following;
  assert.deepEqual(numbers, [...numbers.keys()]);
});
