import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { dumpReadModel } from '@tallystick/graphql';
import { organisations, toHex, verifyCommitmentReceipt } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { graphql } from './client.ts';
import { authorise, pastKeys, publication } from './patient.ts';
import { commit, exportIndex, mutations, publish, randomHex } from './requests.ts';
import { eventually, startSystem, type TestService, type TestSystem } from './system.ts';

describe('replicas of the API', () => {
  let system: TestSystem;
  let other: TestService;
  before(async () => {
    system = await startSystem({ windowSeconds: 1 });
    other = await system.startReplica('other');
  });
  const children: ChildProcess[] = [];
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await system.stop();
  });

  it('make one record a window between them, and the same bytes', async () => {
    for (let round = 1; round <= 2; round++) {
      const url = round === 1 ? system.api.url : other.url;
      await publish(url, publication(await authorise(system.hospital), pastKeys(2)));
      const name = await eventually(`export ${round}`, async () => {
        const { records } = await exportIndex(other.url);
        return records.length === round ? records.at(-1)?.name : undefined;
      });
      const [one, two] = await Promise.all(
        [system.api, other].map((replica) =>
          eventually(`file ${round}`, async () => {
            const response = await fetch(`${replica.url}/exports/${name}`);
            return response.status === 200 ? Buffer.from(await response.arrayBuffer()) : undefined;
          }),
        ),
      );
      assert.equal(one?.equals(two!), true);
    }
  });

  it('answer for one another, and come to the same read model', async () => {
    const root = randomHex(32);
    const receipt = await commit(system.api.url, root);
    await eventually('the other replica', () => (other.model.height() > receipt.block ? true : undefined));
    assert.deepEqual(await commit(other.url, root), receipt);
    await eventually('equal models', () =>
      other.model.height() === system.api.model.height() &&
      dumpReadModel(other.model).join('\n') === dumpReadModel(system.api.model).join('\n')
        ? true
        : undefined,
    );
  });

  const start = (program: string, variables: Record<string, string>): ChildProcess => {
    const child = spawn(process.execPath, [join(repositoryRoot, 'graphql', 'src', program)], {
      env: { PATH: process.env.PATH, ...variables },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  };
  const environment = (name: string): Record<string, string> => ({
    PORT: '0',
    DATA_DIR: join(system.dataDir, name),
    LEDGER_TARGET: system.network.targetFile,
    LEDGER_ORGANISATION: organisations.authority,
    LEDGER_USER: 'api',
    EXPORT_KEY_FILE: system.exportKeyFile,
  });
  /** Everything that a process says from now on. */
  const outputOf = (child: ChildProcess): (() => string) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    return () => said;
  };
  const listening = async (said: () => string): Promise<string> =>
    `http://127.0.0.1:${await eventually('a port', () => /"port":(\d+)/.exec(said())?.[1])}`;
  const isReady = (url: string): Promise<true> =>
    eventually('readiness', async () => ((await fetch(`${url}/readyz`)).status === 200 ? true : undefined));

  it('as processes stop on SIGTERM, and with their parent', async () => {
    for (const end of [(child: ChildProcess) => child.kill('SIGTERM'), (child: ChildProcess) => child.stdin!.end()]) {
      const child = start('main.ts', environment('process'));
      const exit = once(child, 'exit');
      await isReady(await listening(outputOf(child)));
      end(child);
      assert.deepEqual(await exit, [0, null]);
    }
  });

  it('killed in the middle of many commitments, answer each again with a receipt that verifies', async () => {
    const roots = Array.from({ length: 40 }, () => randomHex(32));
    const first = start('main.ts', environment('killed'));
    const url = await listening(outputOf(first));
    await isReady(url);
    const sent = roots.map((root, i) => sleep(i * 10).then(() => commit(url, root)));
    await Promise.race(sent);
    first.kill('SIGKILL');
    const answered = (await Promise.allSettled(sent)).flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    );
    assert.ok(answered.length > 0 && answered.length < roots.length, 'it was killed in the middle');
    const second = start('main.ts', environment('killed'));
    const again = await listening(outputOf(second));
    await isReady(again);
    const receipts = await Promise.all(roots.map((root) => commit(again, root)));
    for (const receipt of receipts) assert.equal(verifyCommitmentReceipt(receipt), true);
    for (const receipt of answered)
      assert.ok(
        receipts.some((other) => isDeepStrictEqual(other, receipt)),
        'nothing is lost',
      );
    const exit = once(second, 'exit');
    second.kill('SIGTERM');
    await exit;
  });

  it('as processes log nobody’s address, root, key or authorisation', async () => {
    const child = start('main.ts', { ...environment('logging'), LOG_LEVEL: 'debug', TRUSTED_PROXY: '127.0.0.1' });
    const said = outputOf(child);
    const url = await listening(said);
    await isReady(url);
    const patient = await authorise(system.hospital);
    const keys = pastKeys(2);
    const input = publication(patient, keys);
    const { root } = await commit(url);
    const { records: before } = await exportIndex(url);
    await publish(url, input);
    await graphql(url, mutations.publish, { input: { ...input, digest: randomHex(32) } });
    await graphql(url, mutations.commit, { root: 'nonsense' });
    await fetch(`${url}/graphql?query=nonsense`, { headers: { 'x-forwarded-for': '192.0.2.77' } });
    await eventually('the record of an export', async () => {
      const { records } = await exportIndex(url);
      return records.length > before.length ? true : undefined;
    });
    const exit = once(child, 'close');
    child.kill('SIGTERM');
    await exit;
    for (const secret of [
      '192.0.2.77',
      root,
      patient.authorisation,
      patient.code,
      ...keys.map(({ key }) => toHex(key)),
    ]) {
      assert.equal(said().includes(secret), false, 'the log tells too much');
    }
    assert.match(said(), /the API listens/, 'there is a log to look at');
  });

  it('as processes say everything that is wrong with their configuration', async () => {
    for (const [program, names] of [
      ['main.ts', ['DATA_DIR', 'LEDGER_TARGET']],
      ['auditor/main.ts', ['DATA_DIR', 'API_URL']],
    ] as const) {
      const child = start(program, { PORT: 'none' });
      const said = outputOf(child);
      assert.deepEqual(await once(child, 'close'), [2, null]);
      for (const name of ['PORT', ...names]) assert.match(said(), new RegExp(`^ {2}${name}: `, 'm'));
    }
  });
});
