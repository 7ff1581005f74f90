import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, beforeEach, test } from 'node:test';
import type { ProposalOptions, Transaction } from '@hyperledger/fabric-gateway';
import { startLocalnet } from './localnet.ts';
import { networkTarget } from './target.ts';
import { type ChaincodeProcess, freePort, kill, startChaincode } from './testing/chaincode-process.ts';
import { connectClient } from './testing/client.ts';
import { testDefinition } from './testing/definition.ts';
import { ended, spawnLocalnet, startLocalnetProcess } from './testing/localnet-process.ts';
import { temporaryFolder, text } from './testing/network.ts';

let chaincode: ChaincodeProcess;
let dataDir: string;
const folders: string[] = [];
before(async () => {
  chaincode = await startChaincode(await freePort());
});
after(async () => {
  await chaincode.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  dataDir = temporaryFolder();
  folders.push(dataDir);
});

test('a restart keeps blocks, state, identities and what waits between endorsement and commit', async () => {
  const definition = testDefinition(chaincode.address);
  const first = await startLocalnet({ definition, dataDir });
  const client = connectClient(first.target, 'authority');
  await client.contract.submitTransaction('put', 'kept', 'v');
  const waiting = { arguments: ['keys', 'waiting'], transientData: { value: 'still here' } };
  const endorsed = await client.contract.newProposal('putPrivate', waiting).endorse();
  const height = first.height();
  client.close();
  await first.close();

  const second = await startLocalnet({ definition, dataDir });
  assert.equal(second.height(), height, 'an unchanged definition is not committed again');
  const again = connectClient(second.target, 'authority');
  assert.equal(text(await again.contract.evaluateTransaction('get', 'kept')), 'v');
  const submitted = await again.gateway.newTransaction(endorsed.getBytes()).submit();
  // The transaction is signed anew by the same identity, so the network must still know it.
  assert.equal((await submitted.getStatus()).code, 0);
  assert.equal(text(await again.contract.evaluateTransaction('getPrivate', 'keys', 'waiting')), 'still here');
  again.close();
  await second.close();
});

test('a changed definition is committed under the next sequence; what was endorsed before it conflicts', async () => {
  const first = await startLocalnet({ definition: testDefinition(chaincode.address), dataDir });
  const client = connectClient(first.target, 'health');
  const endorsed: Transaction = await client.contract.newProposal('put', { arguments: ['k', 'v'] }).endorse();
  const height = first.height();
  client.close();
  await first.close();

  const second = await startLocalnet({ definition: testDefinition(chaincode.address, { version: '2.0' }), dataDir });
  assert.equal(second.height(), height + 1n);
  const again = connectClient(second.target, 'health');
  const submitted = await again.gateway.newTransaction(endorsed.getBytes()).submit();
  assert.equal((await submitted.getStatus()).code, 11);
  assert.equal(text(await again.contract.submitTransaction('put', 'k', 'w')), 'ok');
  again.close();
  await second.close();
});

test('SIGKILL under load, again and again: no acknowledged transaction is lost, none is there twice', async () => {
  const definition = testDefinition(chaincode.address);
  const acknowledged = new Set<string>();
  const tried = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    const localnet = await startLocalnetProcess(definition, dataDir);
    const client = connectClient(localnet.target, 'authority');
    const worker = async (name: string): Promise<void> => {
      for (let n = 0; ; n += 1) {
        const key = `${name}-${n}`;
        tried.add(key);
        const isPrivate = n % 2 === 1;
        const options: ProposalOptions = isPrivate
          ? { arguments: ['keys', key], transientData: { value: key } }
          : { arguments: [key, key] };
        const done = await client.contract.submit(isPrivate ? 'putPrivate' : 'put', options).then(
          () => acknowledged.add(key),
          () => undefined,
        );
        if (!done) return;
      }
    };
    const before = acknowledged.size;
    const workers = Promise.all(Array.from({ length: 8 }, (_, i) => worker(`r${round}w${i}`)));
    while (acknowledged.size < before + 30) await new Promise((resolve) => setTimeout(resolve, 5));
    await kill(localnet.child);
    await workers;
    client.close();
  }

  const localnet = await startLocalnet({ definition, dataDir });
  const client = connectClient(localnet.target, 'authority');
  const publicPairs = JSON.parse(text(await client.contract.evaluateTransaction('range', 'r', 's'))) as string[];
  const privatePairs = JSON.parse(
    text(await client.contract.evaluateTransaction('rangePrivate', 'keys', 'r', 's')),
  ) as string[];
  const found = [...publicPairs, ...privatePairs].map((pair) => pair.split('='));
  assert.ok(found.every(([key, value]) => key === value && tried.has(key!)));
  const lost = [...acknowledged].filter((key) => !found.some(([other]) => other === key));
  assert.deepEqual(lost, []);
  assert.equal(new Set(found.map(([key]) => key)).size, found.length);
  client.close();
  await localnet.close();
});

test('the process stops cleanly at SIGTERM and when its parent’s pipe or channel closes', async () => {
  const definition = testDefinition(chaincode.address);
  for (const stop of ['SIGTERM', 'stdin', 'ipc'] as const) {
    const { child } = await startLocalnetProcess(definition, dataDir);
    const closed = once(child, 'exit');
    if (stop === 'SIGTERM') child.kill('SIGTERM');
    else if (stop === 'stdin') child.stdin!.end();
    else child.disconnect();
    assert.deepEqual(await closed, [0, null], stop);
    assert.equal(statSync(path.join(dataDir, 'localnet.sqlite')).size > 0, true);
  }
});

test('it says that one operator holds every key, and refuses production unless it is a pilot', async () => {
  const definition = testDefinition(chaincode.address);
  const env = { NODE_ENV: 'production' };
  const refused = await ended(spawnLocalnet(definition, dataDir, { env }));
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /one operator holds the keys of every organisation.*refuses to run in production.*--pilot/,
  );
  const pilot = spawnLocalnet(definition, dataDir, { env, args: ['--pilot'] });
  await once(pilot.stdout!, 'data');
  pilot.kill('SIGTERM');
  const { code, stderr } = await ended(pilot);
  assert.equal(code, 0);
  assert.match(stderr, /one operator holds the keys/);
});

test('two networks do not share a directory', async () => {
  const definition = testDefinition(chaincode.address);
  const localnet = await startLocalnet({ definition, dataDir });
  await assert.rejects(startLocalnet({ definition, dataDir }), /another localnet is running in .*; stop it, or use/);
  await localnet.close();
  await (await startLocalnet({ definition, dataDir })).close();
});

test('a file of a newer layout is refused with a sentence that helps', async () => {
  const definition = testDefinition(chaincode.address);
  await (await startLocalnet({ definition, dataDir })).close();
  const database = new DatabaseSync(path.join(dataDir, 'localnet.sqlite'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  await assert.rejects(
    startLocalnet({ definition, dataDir }),
    /has layout 99 and was written by a newer localnet; .* Start the newer program, or begin anew/,
  );
});

test('a file of the first layout is brought up to date, and keeps its ledger', async () => {
  const definition = testDefinition(chaincode.address);
  const first = await startLocalnet({ definition, dataDir });
  const height = first.height();
  await first.close();
  const database = new DatabaseSync(path.join(dataDir, 'localnet.sqlite'));
  database.exec('DROP TABLE private_expiry; DROP TABLE key_policies; PRAGMA user_version = 1');
  database.close();
  const second = await startLocalnet({ definition, dataDir });
  assert.equal(second.height(), height);
  await second.close();
});

test('another channel or other organisations are refused: they stand in block 0', async () => {
  const definition = testDefinition(chaincode.address);
  await (await startLocalnet({ definition, dataDir })).close();
  await assert.rejects(
    startLocalnet({ definition: { ...definition, channel: 'another' }, dataDir }),
    /this ledger is that of channel testing with AuditorMSP, AuthorityMSP, HealthMSP; configuration updates are not/,
  );
});

test('a port in use is named', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const definition = testDefinition(chaincode.address);
  definition.organisations[1]!.port = port;
  await assert.rejects(
    startLocalnet({ definition, dataDir }),
    new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port}: `),
  );
  server.close();
});

test('keys are for their owner alone; the target names what clients need', async () => {
  const localnet = await startLocalnet({ definition: testDefinition(chaincode.address), dataDir });
  const target = networkTarget.parse(JSON.parse(readFileSync(path.join(dataDir, 'target.json'), 'utf8')));
  assert.deepEqual(target, localnet.target);
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  const { users, tlsRoot } = target.organisations[0]!;
  assert.equal(statSync(users.user!.key).mode & 0o777, 0o600);
  assert.equal(statSync(path.join(dataDir, 'localnet.sqlite')).mode & 0o777, 0o600);
  assert.match(readFileSync(tlsRoot, 'utf8'), /BEGIN CERTIFICATE/);
  await localnet.close();
});
