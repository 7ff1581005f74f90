import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CertificateEvent, type LedgerBlock, type NetworkTarget, openLedger, warnDays } from '@tallystick/ledger';
import { issueRoot, type KeyAndCertificate } from '@tallystick/localnet/certificates';
import { organisations } from '@tallystick/protocol';
import { anchor } from '../network/testing/requests.ts';
import { until } from '../network/testing/temporary-network.ts';
import { authorityOf, issueFrom, withUser } from './issued.ts';

const { authority } = organisations;
const inDays = (days: number): Date => new Date(Date.now() + (days + 0.5) * 86_400_000);

/**
 * Replaces the API's certificate, key and TLS root again and again under a steady load, rightly and wrongly, and asserts that
 * no call fails and that the ledger shows the certificates that were put in place.
 *
 * @param network - whose CA keys are on this machine; first policies in force.
 * @param folder - an empty one for the API's files.
 */
export async function renewUnderLoad(network: NetworkTarget, folder: string): Promise<void> {
  const certificate = join(folder, 'api.pem');
  const key = join(folder, 'api.key');
  const tlsRoot = join(folder, 'tls-root.pem');
  const issue = (notAfter: Date): Promise<KeyAndCertificate> =>
    issueFrom(authorityOf(network, authority), { attributes: { role: 'api' }, notAfter });
  const home = network.organisations.find(({ mspId }) => mspId === authority)!;
  writeFileSync(tlsRoot, readFileSync(home.tlsRoot));
  const own = withUser(network, authority, 'api', { certificate, key });
  const target = {
    ...own,
    organisations: own.organisations.map((each) => (each.mspId === authority ? { ...each, tlsRoot } : each)),
  };
  const [first, second, third] = [await issue(inDays(10)), await issue(inDays(400)), await issue(inDays(500))];
  writeFileSync(certificate, first.certificate);
  writeFileSync(key, first.key);
  const events: CertificateEvent[] = [];
  const config = { target, organisation: authority, user: 'api', watchMilliseconds: 50 };
  const ledger = await openLedger(config, { onCertificates: (event) => events.push(event) });
  assert.deepEqual(events, [{ kind: 'expiring', days: ledger.certificateDays() }]);
  assert.equal(ledger.certificateDays().own, 10);
  assert.ok(10 < warnDays);

  const blocks: LedgerBlock[] = [];
  const waits: string[] = [];
  const stop = new AbortController();
  const following = (async () => {
    const options = { signal: stop.signal, onWaiting: ({ message }: { message: string }) => void waits.push(message) };
    for await (const block of ledger.blocks(0, options)) blocks.push(block);
  })();
  let enough = false;
  let committed = 0;
  let read = 0;
  const failures: unknown[] = [];
  const repeat = async (call: () => Promise<unknown>, done: () => void): Promise<void> => {
    while (!enough) await call().then(done, (error) => failures.push(error));
  };
  const load = [
    ...Array.from({ length: 4 }, () =>
      repeat(
        () => ledger.submit(anchor()),
        () => committed++,
      ),
    ),
    repeat(
      () => ledger.evaluate('policy/channel/0000000001'),
      () => read++,
    ),
  ];
  const more = async (): Promise<void> => {
    const [reached, reads] = [committed + 12, read + 5];
    await until(() => failures.length > 0 || (committed >= reached && read >= reads), 'calls go on', 40_000);
  };
  const newest = (): CertificateEvent | undefined => events.at(-1);
  const seen = (pair: KeyAndCertificate): boolean =>
    blocks.some(({ bytes }) => Buffer.from(bytes).includes(pair.certificate.trim()));

  await more();
  writeFileSync(key, second.key);
  await until(() => newest()?.kind === 'refused', 'the new key alone is refused');
  const refused = newest() as Extract<CertificateEvent, { kind: 'refused' }>;
  assert.deepEqual(
    refused.faults.map(({ problem }) => problem),
    ['does not fit the certificate'],
  );
  writeFileSync(certificate, second.certificate.slice(0, 300));
  await until(() => JSON.stringify(newest()).includes('is no certificate in PEM'), 'half of a certificate is refused');
  await more();
  assert.equal(ledger.certificateDays().own, 10, 'the old one goes on');
  assert.equal(seen(second), false);

  writeFileSync(certificate, second.certificate);
  await until(() => newest()?.kind === 'renewed', 'the pair is taken once it is whole');
  assert.equal(ledger.certificateDays().own, 400);
  await more();
  await until(() => seen(second), 'the blocks carry the renewed certificate');

  const stranger = await issueRoot('tlsca.new', 'authority');
  writeFileSync(tlsRoot, `${readFileSync(tlsRoot, 'utf8')}${stranger.certificate}`);
  await until(() => events.filter(({ kind }) => kind === 'renewed').length === 2, 'the TLS root is taken');
  await more();

  const expired = await issue(new Date(Date.now() - 1000));
  writeFileSync(key, expired.key);
  writeFileSync(certificate, expired.certificate);
  await until(() => JSON.stringify(newest()).includes('expired on'), 'an expired pair is refused');
  rmSync(key);
  ledger.renewCertificates();
  assert.match(JSON.stringify(newest()), /cannot read the PEM file of the own key/);
  writeFileSync(key, third.key);
  writeFileSync(certificate, third.certificate);
  ledger.renewCertificates();
  assert.equal(newest()?.kind, 'renewed', 'renewed when told to look');
  await more();
  await until(() => seen(third), 'the blocks carry the third certificate');
  enough = true;
  await Promise.all(load);
  const last = (await ledger.submit(anchor())).block;
  await until(() => blocks.at(-1)!.number >= last, 'the follower has everything');
  stop.abort();
  await following;

  assert.deepEqual(failures, [], `of ${committed} submissions and ${read} reads`);
  assert.deepEqual(
    blocks.map(({ number }) => number),
    [...blocks.keys()],
    'no block is skipped or repeated',
  );
  const invalid = blocks.flatMap(({ transactions }) => transactions.filter((each) => each.validationCode !== 0));
  assert.deepEqual(invalid, []);
  // Beyond the newest block a peer answers at once that there is none; nothing else may hold a stream.
  assert.deepEqual(
    waits.filter((message) => !message.endsWith('response: 404')),
    [],
  );
  await ledger.close();
}
