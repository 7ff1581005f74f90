import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openLedger } from '@tallystick/ledger';
import { channelName, type LedgerRecord, organisations, recordKey } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { bootstrapPolicies, readTarget } from '../network/index.ts';
import { asAdministrator } from './commands.ts';
import { contractVersion } from './contract-version.ts';
import { packageFor } from './lifecycle.ts';
import { runningPids, up } from './network.ts';
import type { Chaincode } from './process-definitions.ts';
import { stopProcess } from './processes.ts';
import { programsOrSkip, runCommand, temporaryFabric, verifyLedger } from './testing/temporary-fabric.ts';

const exportKey = { keyId: 'export-test', publicKey: `04${'5a'.repeat(64)}` };
const readyLine = /^Ready after \d+\.\d s$/;

/** The first channel policy, read from the ledger: state that has to outlive everything that follows. */
async function channelPolicy(targetFile: string): Promise<LedgerRecord | undefined> {
  const target = readTarget(targetFile);
  const ledger = await openLedger({ target, organisation: organisations.authority, user: 'api' });
  try {
    return await ledger.evaluate(recordKey.policy('channel', 1));
  } finally {
    await ledger.close();
  }
}

/** The contract of this checkout with one change: what it answers for a key that nothing stands under. */
function changedContract(ours: Chaincode, folder: string): Chaincode {
  cpSync(ours.folder, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'src', 'contracts.ts');
  const text = readFileSync(file, 'utf8');
  const answer = 'return fromUtf8(await stub.getState(key));';
  assert.ok(text.includes(answer));
  writeFileSync(file, text.replace(answer, `if (key === 'policy/channel/99') return 'changed';\n      ${answer}`));
  const version = contractVersion('1.0', {}, [folder]);
  return { ...ours, folder, version };
}

test('the life of a network: up, up again, a process that died, down, up, a peer rebuilt, a changed contract, reset', async (t: TestContext) => {
  const programs = programsOrSkip(t);
  if (programs === undefined) return;
  const { network, dataDir, said, say } = await temporaryFabric(t, 'raft-3');
  const { layout, targetFile } = network;
  const status = async (): Promise<{ status: number; lines: string[] }> => {
    const { status: code, out } = await fabric('status');
    return { status: code, lines: out.trim().split('\n') };
  };
  const fabric = (...args: string[]) => runCommand('infra/src/fabric/main.ts', [...args, '--data-dir', dataDir]);

  await t.test('up is ready once a transaction of each organisation is committed, and says each step', async () => {
    await network.up(programs, say);
    assert.match(said.at(-1) ?? '', readyLine);
    assert.match(said.at(-2) ?? '', /^Transactions committed: HealthMSP in block \d+, AuthorityMSP in .*AuditorMSP in/);
    assert.ok(said.some((line) => /^Contract: version 1\.0-[0-9a-f]{12}, sequence 1, approved by health, /.test(line)));
    assert.equal(Object.keys(runningPids(layout)).length, 9);
    await bootstrapPolicies(readTarget(targetFile), { exportKey });
  });
  const policy = await channelPolicy(targetFile);
  assert.equal(policy?.type, 'policy');

  await t.test('status tells processes, heights, one leader and the contract', async () => {
    const { status: code, lines } = await status();
    assert.equal(code, 0, lines.join('\n'));
    assert.equal(lines.filter((line) => line.endsWith(', active, leader')).length, 1);
    assert.equal(
      lines.filter((line) => /^chaincode\.\w+ +process \d+, tallystick .*, sequence 1, answers$/.test(line)).length,
      3,
    );
    const heights = lines.flatMap((line) => /height (\d+)/.exec(line)?.[1] ?? []);
    assert.equal(heights.length, 6);
  });

  await t.test('up again changes nothing and says so', async () => {
    const pids = runningPids(layout);
    await network.up(programs, say);
    assert.match(said.at(-1) ?? '', /^Was up already and works/);
    assert.deepEqual(runningPids(layout), pids);
  });

  await t.test('what died is missed by status and started by up; the rest runs on', async () => {
    const before = runningPids(layout);
    for (const name of ['peer.auditor', 'chaincode.health']) process.kill(before[name]!, 'SIGKILL');
    const { status: code, lines } = await status();
    assert.equal(code, 1);
    assert.equal(lines.filter((line) => line.endsWith('not running')).length, 2);
    await network.up(programs, say);
    const after = runningPids(layout);
    const other = Object.keys(after).filter((name) => after[name] !== before[name]);
    assert.deepEqual(other.sort(), ['chaincode.health', 'peer.auditor']);
    assert.deepEqual(
      said.filter((line) => line.startsWith('Orderers and peers')).at(-1),
      'Orderers and peers: 1 started, 5 running already',
    );
  });

  await t.test('down ends everything and up goes on with the same ledger', async () => {
    const { blocks } = await verifyLedger(targetFile);
    assert.equal((await fabric('down')).out, '9 processes ended; the ledger stays.\n');
    assert.deepEqual(runningPids(layout), {});
    await network.up(programs, say);
    assert.match(said.at(-1) ?? '', readyLine);
    assert.deepEqual(await channelPolicy(targetFile), policy);
    const verified = await verifyLedger(targetFile);
    assert.deepEqual(verified.faults, []);
    assert.ok(verified.blocks > blocks);
  });

  await t.test('a peer whose data is lost fetches the blocks, and what only it knew is approved anew', async () => {
    await stopProcess(layout.folder, 'peer.auditor');
    rmSync(join(layout.peers[2]!.folder, 'data'), { recursive: true });
    await network.up(programs, say);
    assert.ok(said.some((line) => /, sequence 2, anew, for the peer of auditor had lost what it approved;/.test(line)));
    const { status: code, lines } = await status();
    assert.equal(code, 0, lines.join('\n'));
    assert.deepEqual(await channelPolicy(targetFile), policy);
  });

  await t.test('a changed contract becomes the next sequence; what stood before is read by it', async () => {
    const before = runningPids(layout);
    const chaincode = changedContract(network.chaincode, join(dataDir, 'changed-contract'));
    await up(programs, layout, channelName, chaincode, say);
    assert.ok(said.includes('Contract processes: 3 replaced'));
    assert.ok(said.some((line) => line.startsWith(`Contract: version ${chaincode.version}, sequence 3, in place of `)));
    const after = runningPids(layout);
    for (const peer of layout.peers) {
      assert.equal(after[peer.name], before[peer.name], 'the peers run on');
      const name = `chaincode.${peer.organisation.name}`;
      assert.ok(readFileSync(`/proc/${after[name]}/cmdline`, 'utf8').includes(packageFor(chaincode, peer).packageId));
      const call = JSON.stringify({ Args: ['records:get', 'policy/channel/99'] });
      const query = ['chaincode', 'query', '-C', channelName, '-n', chaincode.name, '-c', call];
      assert.equal((await asAdministrator({ programs, layout }, peer.organisation, query)).trim(), 'changed');
    }
    assert.deepEqual(await channelPolicy(targetFile), policy);
    assert.deepEqual((await verifyLedger(targetFile)).faults, []);
    const { status: code, lines } = await status();
    assert.equal(code, 0);
    assert.equal(lines.filter((line) => line.includes('sequence 3, answers; this checkout has ')).length, 3);
  });

  await t.test('other orderers are refused while this network is there; reset ends and deletes it', async () => {
    const refused = await fabric('up', '--orderers', 'raft-1');
    assert.equal(refused.status, 1);
    assert.match(refused.err, /^The network here was made with orderers raft-3, /);
    assert.equal(Object.keys(runningPids(layout)).length, 9, 'and goes on');
    assert.match((await fabric('logs')).out, /^== chaincode\.health \(running\) /);
    assert.equal((await fabric('reset')).status, 0);
    assert.deepEqual(runningPids(layout), {});
    assert.equal(existsSync(layout.folder), false);
  });
});
