import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ledgerConfiguration, type NetworkTarget, openLedger } from '@tallystick/ledger';
import { organisations } from '@tallystick/protocol';
import { graphql } from '../api/client.ts';
import { mutations, randomHex } from '../api/requests.ts';
import { repositoryRoot } from '../dev/options.ts';
import { anchor } from '../network/testing/requests.ts';
import { followUntil, type TemporaryNetwork, temporaryNetwork, until } from '../network/testing/temporary-network.ts';
import { authorityOf, issueFrom, withUser } from './issued.ts';
import { profileOf } from './profile-of.ts';

const { authority, health, auditor } = organisations;
const folder = mkdtempSync(join(tmpdir(), 'tallystick-services-'));
let network: TemporaryNetwork;
const children: ChildProcess[] = [];

before(async () => {
  network = await temporaryNetwork();
});
after(async () => {
  for (const child of children) child.kill('SIGKILL');
  await network?.stop();
  rmSync(folder, { recursive: true });
});

type Service = { readonly child: ChildProcess; said(): string; ended(): number | null };

/** Starts a service as a process; it ends with this one, whose pipe it reads. */
function start(program: string, environment: Record<string, string>): Service {
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: mkdtempSync(join(folder, 'data-')), ...environment };
  const child = spawn(process.execPath, [join(repositoryRoot, program)], {
    env,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  return { child, said: () => said, ended: () => child.exitCode };
}

test('services end with 2 and say every fault, of settings and of certificates', { timeout: 180_000 }, async () => {
  const api = join(folder, 'api.pem');
  const expired = await issueFrom(authorityOf(network.target, authority), { notAfter: new Date(Date.now() - 1000) });
  writeFileSync(api, expired.certificate);
  const stranger = await issueFrom(authorityOf(network.target, health), {});
  writeFileSync(join(folder, 'stranger.key'), stranger.key);
  const key = join(folder, 'stranger.key');
  const file = join(folder, 'faulty.json');
  for (const [program, mspId] of [
    ['graphql/src/main.ts', authority],
    ['graphql/src/auditor/main.ts', auditor],
    ['his-adapter/src/main.ts', health],
  ] as const) {
    writeFileSync(file, JSON.stringify(withUser(network.target, mspId, 'own', { certificate: api, key })));
    const service = start(program, {
      PORT: 'none',
      LEDGER_ORGANISATION: mspId,
      LEDGER_USER: 'own',
      LEDGER_TARGET: file,
      LEDGER_KEY: 'unused',
    });
    await until(() => service.ended() !== null, `${program} ends`, 60_000);
    assert.equal(service.ended(), 2, service.said());
    for (const fault of [
      'PORT: ',
      'LEDGER_KEY: belongs to a profile',
      'certificate',
      'expired on',
      'key',
      'does not fit',
    ]) {
      assert.ok(service.said().includes(fault), `${program}: ${fault}: ${service.said()}`);
    }
  }
});

test('SIGHUP puts a renewed certificate to use; what the contract refuses by role goes to the security log', {
  timeout: 120_000,
}, async () => {
  const [certificate, key, file] = ['own.pem', 'own.key', 'target.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const put = async (attributes: Record<string, string>, days: number): Promise<void> => {
    const notAfter = new Date(Date.now() + (days + 0.5) * 86_400_000);
    const pair = await issueFrom(authorityOf(network.target, authority), { attributes, notAfter });
    writeFileSync(key, pair.key);
    writeFileSync(certificate, pair.certificate);
  };
  await put({ role: 'api' }, 20);
  const target: NetworkTarget = withUser(network.target, authority, 'api', { certificate, key });
  writeFileSync(file, JSON.stringify(target));
  const service = start('graphql/src/main.ts', {
    PORT: '0',
    LEDGER_ORGANISATION: authority,
    LEDGER_USER: 'api',
    LEDGER_TARGET: file,
  });
  const lines = (): Record<string, unknown>[] =>
    service
      .said()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  await until(() => lines().some(({ msg }) => msg === 'the API listens'), 'the API listens', 30_000);
  const url = `http://127.0.0.1:${lines().find(({ msg }) => msg === 'the API listens')?.port}`;
  await until(async () => (await fetch(`${url}/readyz`)).ok, 'the API is ready');
  const days = async (): Promise<{ own: number; expiring: boolean }> =>
    ((await (await fetch(`${url}/status`)).json()) as { certificateDays: { own: number; expiring: boolean } })
      .certificateDays;
  assert.deepEqual([(await days()).own, (await days()).expiring], [20, true]);
  assert.ok(lines().some(({ msg }) => msg === 'certificates run out soon'));
  const commit = () => graphql(url, mutations.commit, { root: randomHex(32) });
  assert.deepEqual((await commit()).errors, []);

  await put({ role: 'api' }, 700);
  service.child.kill('SIGHUP');
  await until(async () => (await days()).own === 700, 'the renewed certificate is in use');
  assert.equal((await days()).expiring, false);
  assert.deepEqual((await commit()).errors, []);

  await put({ role: 'nobody' }, 800);
  service.child.kill('SIGHUP');
  await until(async () => (await days()).own === 800, 'the certificate without the role is in use');
  assert.equal((await commit()).errors[0]?.extensions.code, 'ACCESS_DENIED');
  const noted = lines().filter(({ security }) => security === true);
  assert.deepEqual(
    noted.map(({ call, code, msg }) => ({ call, code, msg })),
    [{ call: 'encounters:anchor', code: 'ACCESS_DENIED', msg: 'security: the ledger refused a call for who made it' }],
  );
  assert.doesNotMatch(JSON.stringify(noted), /[0-9a-f]{32}/, 'no identifier');
  service.child.kill('SIGTERM');
  await until(() => service.ended() !== null, 'the API ends');
  assert.equal(service.ended(), 0);
});

test('a connection profile leads to the same network as a target file', async () => {
  const own = mkdtempSync(join(folder, 'profile-'));
  const { config, faults } = ledgerConfiguration(profileOf(network.target, authority, 'api', own));
  assert.deepEqual(faults, []);
  const ledger = await openLedger(config!);
  try {
    const { block } = await ledger.submit(anchor());
    const blocks = await followUntil(ledger, 0, ({ number }) => number === block);
    assert.equal(blocks.length, block + 1);
  } finally {
    await ledger.close();
  }
});

/** Runs one of the project's commands to its end. */
async function command(args: readonly string[], environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  const child = spawn(process.execPath, [join(repositoryRoot, 'infra/bin/tallystick.mjs'), ...args], { env });
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
  const [status] = (await once(child, 'close')) as [number];
  return { status, out, err };
}

test('what a profile amounts to is printed as a target file that commands take', { timeout: 60_000 }, async () => {
  const own = mkdtempSync(join(folder, 'printed-'));
  const environment = profileOf(network.target, auditor, 'administrator', own);
  const printed = await command(['ledger', 'target'], environment);
  assert.equal(printed.status, 0, printed.err);
  const file = join(own, 'target.json');
  writeFileSync(file, printed.out);
  const shown = await command(['policy', 'show', '--target', file, '--organisation', auditor, '--user', 'client']);
  assert.match(shown.out, /^channel 1, from /, shown.err);
  const faulty = await command(['ledger', 'target'], { ...environment, LEDGER_KEY: join(own, 'none') });
  assert.deepEqual([faulty.status, faulty.out], [1, '']);
  assert.match(faulty.err, /^AuditorMSP user client: key \(.*none\): is not there\. [^\n]+\n$/);
});
