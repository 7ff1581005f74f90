import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from '../dev/options.ts';
import { runningPids } from './network.ts';
import type { FabricPrograms } from './programs.ts';
import { programsOrSkip, temporaryFabric } from './testing/temporary-fabric.ts';

/** The programs with another orderer. */
function withOrderer(programs: FabricPrograms, orderer: string): FabricPrograms {
  return { ...programs, program: { ...programs.program, orderer } };
}

test('a start that fails says why and leaves nothing running, at whatever step', async (t) => {
  const programs = programsOrSkip(t);
  if (programs === undefined) return;
  const { network, dataDir, portBase, said, say } = await temporaryFabric(t, 'raft-1');
  const { layout } = network;
  const failsWith = async (expected: RegExp, start: Promise<void>): Promise<void> => {
    await assert.rejects(start, expected);
    assert.deepEqual(runningPids(layout), {});
  };
  /** Kills a process as soon as a step is said to be done. */
  const killAfter =
    (step: string, name: string) =>
    (line: string): void => {
      if (line.startsWith(step)) process.kill(runningPids(layout)[name]!, 'SIGKILL');
    };

  await t.test('a folder that cannot be written', async () => {
    writeFileSync(layout.folder, 'a file where the folder should be');
    await failsWith(/EEXIST|ENOTDIR/, network.up(programs, say));
    rmSync(layout.folder);
  });

  await t.test('a port that something else has', async () => {
    const [orderer] = layout.orderers;
    const server = createServer().listen(orderer!.adminPort, '127.0.0.1');
    await once(server, 'listening');
    try {
      const taken = `Port ${orderer!.adminPort}, which orderer0.health needs, is taken by .* \\(process ${process.pid}\\)`;
      await failsWith(new RegExp(taken), network.up(programs, say));
    } finally {
      server.close();
    }
  });

  await t.test('programs that are too old for BFT, or not there, or end at once', async () => {
    const old = { ...programs, version: '2.5.16' };
    const bft = await temporaryFabric(t, 'bft-4');
    await assert.rejects(bft.network.up(old, say), /BFT orderers need Fabric 3/);
    assert.deepEqual(runningPids(bft.network.layout), {});
    await failsWith(
      /orderer0\.health could not be started/,
      network.up(withOrderer(programs, join(dataDir, 'none')), say),
    );
    const broken = join(dataDir, 'broken');
    writeFileSync(broken, '#!/bin/sh\necho "no such option" >&2\nexit 1\n');
    chmodSync(broken, 0o755);
    await failsWith(
      /orderer0\.health ended; its log says:\n.*no such option/s,
      network.up(withOrderer(programs, broken), say),
    );
    // The first start of a channel is what it was made by, also when it fails.
    const newer = await temporaryFabric(t, 'raft-1');
    const none = withOrderer({ ...programs, version: '3.1.5' }, join(dataDir, 'none'));
    await assert.rejects(newer.network.up(none, say), /could not be started/);
    await assert.rejects(newer.network.up(old, say), /made by Fabric 3 .* programs are 2\.5\.16/);
    assert.deepEqual(runningPids(newer.network.layout), {});
  });

  await t.test('a process that is killed while the others start', async () => {
    await failsWith(
      /^Error: peer\.auditor ended/,
      network.up(programs, killAfter('Orderers and peers', 'peer.auditor')),
    );
    await failsWith(
      /^Error: orderer0\.health ended/,
      network.up(programs, killAfter('Contract processes', 'orderer0.health')),
    );
    await failsWith(
      /^Error: chaincode\.health ended/,
      network.up(programs, killAfter('Contract:', 'chaincode.health')),
    );
  });

  await t.test('a start that is interrupted; a second one at the same time is refused', async () => {
    const main = join(repositoryRoot, 'infra', 'src', 'fabric', 'main.ts');
    const args = ['up', '--data-dir', dataDir, '--port-base', String(portBase)];
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    const begun = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes('Orderers and peers')) resolve();
      });
    });
    const closed = once(child, 'close') as Promise<[number | null]>;
    await Promise.race([begun, closed]);
    await assert.rejects(network.up(programs, say), /Another start of this network is under way/);
    child.kill('SIGINT');
    assert.deepEqual(await closed.then(([code]) => code), 1, err);
    assert.match(err, /^Interrupted/);
    assert.deepEqual(runningPids(layout), {});
  });

  await t.test('and after all that the same folder comes up', async () => {
    await network.up(programs, say);
    assert.match(said.at(-1) ?? '', /^Ready after/);
  });
});
