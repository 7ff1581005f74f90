import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Localnet, startLocalnet } from './localnet.ts';
import { type ChaincodeProcess, freePort, PACKAGE_ID, startChaincode } from './testing/chaincode-process.ts';
import { connectClient, type TestClient } from './testing/client.ts';
import { testDefinition } from './testing/definition.ts';
import { gatewayFailure } from './testing/errors.ts';
import { temporaryFolder, text } from './testing/network.ts';

let port: number;
let localnet: Localnet;
let client: TestClient;
let chaincode: ChaincodeProcess | undefined;
const dataDir = temporaryFolder();
before(async () => {
  port = await freePort();
  localnet = await startLocalnet({ definition: testDefinition(`127.0.0.1:${port}`), dataDir });
  client = connectClient(localnet.target, 'health');
});
after(async () => {
  client.close();
  await localnet.close();
  await chaincode?.stop();
  rmSync(dataDir, { recursive: true });
});

function quoted(literal: string): string {
  return literal.replaceAll(/[.:]/g, '\\$&');
}

test('the chaincode may come later: until then endorse and evaluate say that it could not be launched', async () => {
  const launch = new RegExp(
    `^HealthMSP: error in simulation: failed to execute transaction [0-9a-f]{64}: could not launch chaincode ${quoted(PACKAGE_ID)}: connection to ${quoted(PACKAGE_ID)} failed: `,
  );
  const endorsed = await gatewayFailure(client.contract.submitTransaction('put', 'a', '1'));
  assert.equal(endorsed.message, '10 ABORTED: failed to endorse transaction, see attached details for more info');
  assert.match(endorsed.details[0]!, launch);
  const evaluated = await gatewayFailure(client.contract.evaluateTransaction('ping'));
  assert.equal(evaluated.message, '10 ABORTED: failed to evaluate transaction, see attached details for more info');
  assert.equal(evaluated.details.length, 3, 'every organisation’s peer was tried');
  assert.match(evaluated.details[0]!, launch);
});

test('once it is there the next call works', async () => {
  chaincode = await startChaincode(port);
  assert.equal(text(await client.contract.evaluateTransaction('ping')), 'pong');
  await client.contract.submitTransaction('put', 'a', '1');
});

test('it goes away and comes back: calls fail at once meanwhile and work again afterwards', async () => {
  await chaincode!.stop();
  const begun = performance.now();
  await gatewayFailure(client.contract.submitTransaction('put', 'a', '2'));
  assert.ok(performance.now() - begun < 2_000, 'fails at once');
  chaincode = await startChaincode(port);
  await client.contract.submitTransaction('put', 'a', '3');
  assert.equal(text(await client.contract.evaluateTransaction('get', 'a')), '3');
});

test('it ends in the middle of a call', async () => {
  const { details } = await gatewayFailure(client.contract.submitTransaction('crash'));
  assert.match(details[0]!, /^HealthMSP: error in simulation: .*: error sending: chaincode stream terminated$/);
  await chaincode!.stop();
  chaincode = await startChaincode(port);
  assert.equal(text(await client.contract.evaluateTransaction('ping')), 'pong');
});

test('it goes away and comes back under calls: each of them ends, and those after it work', async () => {
  let stopping = false;
  const outcomes = { done: 0, failed: 0 };
  const caller = async (name: string): Promise<void> => {
    for (let n = 0; !stopping; n += 1) {
      await client.contract.submitTransaction('put', `under-${name}`, String(n)).then(
        () => {
          outcomes.done += 1;
        },
        (error: Error) => {
          outcomes.failed += 1;
          assert.match(error.message, /^(10 ABORTED: failed to (endorse|collect)|9 FAILED_PRECONDITION)/);
        },
      );
    }
  };
  const callers = Promise.all(['a', 'b', 'c', 'd'].map(caller));
  for (let round = 0; round < 2; round += 1) {
    const before = { ...outcomes };
    while (outcomes.done === before.done) await new Promise((resolve) => setTimeout(resolve, 5));
    await chaincode!.stop();
    while (outcomes.failed === before.failed) await new Promise((resolve) => setTimeout(resolve, 5));
    chaincode = await startChaincode(port);
  }
  const back = outcomes.done;
  while (outcomes.done < back + 4) await new Promise((resolve) => setTimeout(resolve, 5));
  stopping = true;
  await callers;
});

test('it hangs: a call ends at its time-out, what it answers later is dropped, and the next call works', async () => {
  const folder = temporaryFolder();
  const definition = testDefinition(`127.0.0.1:${port}`, { executeTimeout: 500 });
  const network = await startLocalnet({ definition, dataDir: folder });
  const impatient = connectClient(network.target, 'health');
  try {
    assert.equal(text(await impatient.contract.evaluateTransaction('ping')), 'pong');
    chaincode!.child.kill('SIGSTOP');
    const { details } = await gatewayFailure(impatient.contract.submitTransaction('ping'));
    assert.match(details[0]!, /error sending: timeout expired while executing transaction$/);
  } finally {
    chaincode!.child.kill('SIGCONT');
  }
  // Slow machines may take a while to catch up with what was asked meanwhile.
  for (let answer = ''; answer !== 'pong'; ) {
    answer = await impatient.contract.evaluateTransaction('ping').then(text, () => '');
  }
  impatient.close();
  await network.close();
  rmSync(folder, { recursive: true });
});

test('a server with another package id is not taken for ours', async () => {
  const other = temporaryFolder();
  const definition = testDefinition(`127.0.0.1:${port}`, { packageId: 'another:1' });
  const network = await startLocalnet({ definition, dataDir: other });
  const stranger = connectClient(network.target, 'health');
  const { details } = await gatewayFailure(stranger.contract.submitTransaction('ping'));
  assert.match(details[0]!, /could not launch chaincode another:1: .* is fixture:0000$/);
  stranger.close();
  await network.close();
  rmSync(other, { recursive: true });
});
