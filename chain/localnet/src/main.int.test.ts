import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { networkTarget } from './target.ts';
import { connectClient } from './testing/client.ts';
import { ended } from './testing/localnet-process.ts';
import { text } from './testing/network.ts';
import { recordedFile, skipRecorded } from './testing/recorded.ts';

const MAIN = path.resolve(import.meta.dirname, 'main.ts');
const FIXTURE = path.resolve(import.meta.dirname, '../test/chaincode');

function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'localnet-main-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function start(context: TestContext, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  context.after(() => child.kill('SIGKILL'));
  return child;
}

const linesOf = (child: ChildProcess) => createInterface({ input: child.stdout! });

/** Resolves with the ready line; rejects with what was said when the process ended instead. */
async function ready(child: ChildProcess, lines = linesOf(child)): Promise<{ data: string }> {
  const said: string[] = [];
  child.stderr!.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const line = once(lines, 'line') as Promise<[string]>;
  const early = once(child, 'exit').then(() => Promise.reject(new Error(said.join(''))));
  early.catch(() => undefined);
  const [json] = await Promise.race([line, early]);
  return JSON.parse(json) as { data: string };
}

async function stop(child: ChildProcess): Promise<number | null> {
  const exited = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGINT');
  return (await exited)[0];
}

/** Working directories of the processes of this machine, as far as they may be seen. */
function workingDirectories(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readlinkSync(`/proc/${pid}/cwd`)];
      } catch {
        return [];
      }
    });
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, what);
    await sleep(50);
  }
}

test('the chaincode of a folder: its network serves, keeps its ledger, and leaves nothing behind', async (t) => {
  const folder = temporaryFolder(t);
  const targetFile = path.join(folder, 'target.json');
  const args = ['--chaincode', FIXTURE, '--write-target', targetFile, '--data', path.join(folder, 'data')];
  const first = start(t, ...args);
  await ready(first);
  const target = networkTarget.parse(JSON.parse(readFileSync(targetFile, 'utf8')));
  assert.deepEqual(
    target.organisations.map(({ mspId }) => mspId),
    ['HealthMSP', 'AuthorityMSP', 'AuditorMSP'],
  );
  const client = connectClient(target, 'health');
  assert.equal(text(await client.contract.submitTransaction('put', 'k', 'v')), 'ok');
  // A chaincode that ends is started again.
  await assert.rejects(client.contract.evaluateTransaction('crash'));
  const answers = (): Promise<boolean> =>
    client.contract.evaluateTransaction('ping').then(
      () => true,
      () => false,
    );
  await until(answers, 'the chaincode comes back');
  client.close();
  assert.equal(await stop(first), 0);

  const second = start(t, ...args);
  await ready(second);
  const again = connectClient(networkTarget.parse(JSON.parse(readFileSync(targetFile, 'utf8'))), 'auditor');
  assert.equal(text(await again.contract.evaluateTransaction('get', 'k')), 'v');
  again.close();
  assert.equal(await stop(second), 0);
});

/** The recorded contract, as somebody would bring it: in a folder that knows nothing of this repository. */
function probeFolder(context: TestContext): string {
  const folder = temporaryFolder(context);
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "probe", "version": "1.0", "main": "index.js" }');
  writeFileSync(path.join(folder, 'index.js'), recordedFile('probe-chaincode.js'));
  writeFileSync(path.join(folder, 'collections.json'), recordedFile('probe-collections.json'));
  return folder;
}

test('anybody’s chaincode, from a folder without packages of its own', async (t) => {
  if (skipRecorded !== undefined) return t.skip(skipRecorded);
  const folder = probeFolder(t);
  const targetFile = path.join(folder, 'target.json');
  const child = start(t, '--chaincode', folder, '--write-target', targetFile, '--channel', 'tracing');
  const { data } = await ready(child);
  const target = networkTarget.parse(JSON.parse(readFileSync(targetFile, 'utf8')));
  assert.deepEqual([target.channel, target.chaincode], ['tracing', 'probe']);
  assert.deepEqual(
    target.organisations.map(({ mspId }) => mspId),
    ['HealthMSP', 'AuthorityMSP', 'AuditorMSP'],
  );
  const client = connectClient(target, 'health');
  await client.contract.submitTransaction('put', 'k', 'v');
  assert.equal(text(await client.contract.evaluateTransaction('get', 'k')), 'v');
  const secret = { arguments: ['publishedKeys', 'p'], transientData: { value: 'secret' } };
  await client.contract.submit('pput', secret);
  const described = text(await client.contract.evaluateTransaction('pget', 'publishedKeys', 'p'));
  assert.equal((JSON.parse(described) as { text: string }).text, 'secret');
  client.close();
  assert.equal(await stop(child), 0);
  assert.equal(existsSync(data), false, 'a folder that nobody asked for goes');
});

test('orders from standard input: a peer goes away and comes back', async (t) => {
  const folder = temporaryFolder(t);
  const targetFile = path.join(folder, 'target.json');
  const child = start(t, '--chaincode', FIXTURE, '--write-target', targetFile, '--control');
  const lines = linesOf(child);
  await ready(child, lines);
  const order = async (line: string): Promise<unknown> => {
    const answer = once(lines, 'line') as Promise<[string]>;
    child.stdin!.write(`${line}\n`);
    return JSON.parse((await answer)[0]);
  };
  const client = connectClient(networkTarget.parse(JSON.parse(readFileSync(targetFile, 'utf8'))), 'health');
  const atAuditor = () => client.contract.evaluate('ping', { endorsingOrganizations: ['AuditorMSP'] });
  assert.deepEqual(await order('stop AuditorMSP'), { event: 'stopped', node: 'AuditorMSP' });
  await assert.rejects(atAuditor(), /no peers available/);
  assert.deepEqual(await order('start AuditorMSP servesAfter=10'), { event: 'started', node: 'AuditorMSP' });
  assert.equal(text(await atAuditor()), 'pong');
  assert.deepEqual(await order('stop orderer'), { event: 'stopped', node: 'orderer' });
  await assert.rejects(client.contract.submitTransaction('put', 'k', 'v'), /no orderers/);
  const why = 'NobodyMSP is no organisation of this network';
  assert.deepEqual(await order('stop NobodyMSP'), { event: 'refused', order: 'stop NobodyMSP', why });
  client.close();
  child.stdin!.end();
  assert.deepEqual(await once(child, 'exit'), [0, null], 'it still ends with its parent');
});

test('nothing is left when the parent is killed', async (t) => {
  if (!existsSync('/proc/self/cwd')) return t.skip('this system has no /proc to look at');
  const folder = temporaryFolder(t);
  const chaincode = path.join(folder, 'chaincode');
  cpSync(FIXTURE, chaincode, { recursive: true });
  // Where it stands now it finds no packages by itself, and an ES module does not look elsewhere.
  writeFileSync(
    path.join(chaincode, 'src/contract.ts'),
    `const { Contract } = process.getBuiltinModule('node:module').createRequire(${JSON.stringify(MAIN)})('fabric-contract-api');
     export const contracts = [class extends Contract { async ping() { return 'pong'; } }];`,
  );
  const child = start(t, '--chaincode', chaincode, '--data', path.join(folder, 'data'));
  await ready(child);
  assert.ok(workingDirectories().includes(chaincode), 'the chaincode runs');
  child.kill('SIGKILL');
  await until(() => !workingDirectories().includes(chaincode), 'the chaincode ends with localnet');
});

test('a chaincode that does not start: its own words', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "broken", "main": "index.js" }');
  writeFileSync(path.join(folder, 'index.js'), "throw new Error('no such shelf');");
  const { code, stderr } = await ended(start(t, '--chaincode', folder));
  assert.equal(code, 1);
  assert.match(stderr, /the chaincode in .* ended \(exit status 1\):[\s\S]*no such shelf/);
});

test('wrong options are told, and help is there', async (t) => {
  for (const args of [[], ['--chaincode', 'x', '--definition', 'y'], ['--definition', 'y'], ['--colour']]) {
    const { code, stderr } = await ended(start(t, ...args));
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, /npm run localnet/);
  }
  assert.equal((await ended(start(t, '--help'))).code, 0);
});
