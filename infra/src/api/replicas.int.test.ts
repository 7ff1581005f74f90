import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { dumpReadModel } from '@tallystick/graphql';
import { organisations } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { authorise, pastKeys, publication } from './patient.ts';
import { commit, exportIndex, publish, randomHex } from './requests.ts';
import { eventually, startSystem, type TestService, type TestSystem } from './system.ts';

describe('replicas of the API', () => {
  let system: TestSystem;
  let other: TestService;
  before(async () => {
    system = await startSystem({ windowSeconds: 1 });
    other = await system.startReplica('other');
  });
  after(() => system.stop());

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

  const start = (program: string, environment: Record<string, string>): ChildProcess =>
    spawn(process.execPath, [join(repositoryRoot, 'graphql', 'src', program)], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  const environment = (name: string): Record<string, string> => ({
    PORT: '0',
    DATA_DIR: join(system.dataDir, name),
    LEDGER_TARGET: system.network.targetFile,
    LEDGER_ORGANISATION: organisations.authority,
    LEDGER_USER: 'api',
    EXPORT_KEY_FILE: system.exportKeyFile,
  });
  const listening = async (child: ChildProcess): Promise<number> => {
    for await (const line of child.stdout!) {
      const port = /"port":(\d+)/.exec(String(line))?.[1];
      if (port !== undefined) return Number(port);
    }
    throw new Error('the process ended before it listened');
  };

  it('as processes stop on SIGTERM, and with their parent', async () => {
    for (const end of [(child: ChildProcess) => child.kill('SIGTERM'), (child: ChildProcess) => child.stdin!.end()]) {
      const child = start('main.ts', environment('process'));
      const exit = once(child, 'exit');
      const port = await listening(child);
      await eventually('readiness', async () =>
        (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200 ? true : undefined,
      );
      end(child);
      assert.deepEqual(await exit, [0, null]);
    }
  });

  it('as processes say everything that is wrong with their configuration', async () => {
    for (const [program, names] of [
      ['main.ts', ['DATA_DIR', 'LEDGER_TARGET']],
      ['auditor/main.ts', ['DATA_DIR', 'API_URL']],
    ] as const) {
      const child = start(program, { PORT: 'none' });
      let said = '';
      child.stderr!.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      assert.deepEqual(await once(child, 'close'), [2, null]);
      for (const name of ['PORT', ...names]) assert.match(said, new RegExp(`^ {2}${name}: `, 'm'));
    }
  });
});
