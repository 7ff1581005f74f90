import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { issueMember } from './certificates/issue.ts';
import { connectClient, organisationOf, type TestClient } from './testing/client.ts';
import { text } from './testing/network.ts';
import { type MspId, NAMES, ProbeNetwork } from './testing/probe-network.ts';
import { skipRecorded } from './testing/recorded.ts';
import {
  actualAccess,
  comparableResult,
  endorsersOf,
  errorOf,
  errorTexts,
  type Probe,
  parsedResult,
  recordedAccess,
  recordedProbes,
} from './testing/recorded-probes.ts';

/** Written before the probes began, and seen by them. */
const EARLIER_KEYS = [
  ['a0000', 'v0'],
  ['a0000x', 'before'],
  ['a0000y', 'i'],
  ['a0001', 'updated'],
  ['dup', 'v'],
] as const;
const EARLIER_COMPOSITES = ['["red","1"]', '["red","2"]', '["blue","1"]'];
const EARLIER_PRIVATE = [
  ['p1', 'after-purge'],
  ['pv', 'pv'],
] as const;

/** What was sent as transient data: the recording holds only the names, and the values where they were read again. */
const TRANSIENT: Record<string, string> = {
  'publishedKeys/s1': 'S1',
  'healthOnly/h1': 'H1',
  'healthNoPolicy/h1': 'x',
  'shortLived/x': 'ttl',
};
const TWO_FIELDS = { a: Buffer.from('x'), b: Buffer.from([0, 255]) };

/** Further keys, which only a count of all keys saw. */
const EARLIER_REST = ['m', '152', ''];

/** How often each organisation's evaluations and transactions were counted. */
const COUNTED = 20;

/** How a probe fared: as recorded, or otherwise on purpose. */
type Outcome = 'same' | 'different on purpose';

/** Clients of identities that were issued for the recording. */
async function otherClients(network: ProbeNetwork): Promise<(probe: Probe) => TestClient> {
  const { target } = network.localnet;
  const { mspRoot } = organisationOf(target, 'health');
  const key = mspRoot.replace(/\.pem$/, '.key');
  const root = { certificate: readFileSync(mspRoot, 'utf8'), key: readFileSync(key, 'utf8') };
  const clientOf = async (name: string, role: string, attributes = {}): Promise<TestClient> => {
    const issued = await issueMember(root, { commonName: name, role, attributes });
    const credentials = { certificate: path.join(network.folder, `${name}.pem`), key: path.join(network.folder, name) };
    writeFileSync(credentials.certificate, issued.certificate);
    writeFileSync(credentials.key, issued.key);
    return network.also(connectClient(target, 'health', 'user', { credentials }));
  };
  const clinician = await clientOf('clin', 'client', { role: 'clinician', n: 5 });
  const visitor = await clientOf('visitor', 'visitor');
  const administrator = network.also(connectClient(target, 'health', 'boss'));
  return ({ what }) => {
    if (what === 'admin') return administrator;
    return what.startsWith('organisational unit neither') ? visitor : clinician;
  };
}

function optionsOf({ call, transient, endorsingOrganizations, what }: Probe) {
  const [name = '', ...given] = call;
  const args = given.map((argument) => argument.replace(/^<(\d+) characters>$/, (_, n) => 'x'.repeat(Number(n))));
  const value = TRANSIENT[`${args[0]}/${args[1]}`] ?? what;
  const fields = transient.length > 1 ? TWO_FIELDS : Object.fromEntries(transient.map((field) => [field, value]));
  const named = endorsingOrganizations ? { endorsingOrganizations } : {};
  return { name, options: { arguments: args, transientData: fields, ...named } };
}

/** One call, evaluated, endorsed and committed as far as it was when it was recorded. */
async function replayCall(client: TestClient, recorded: Probe): Promise<Outcome> {
  const { name, options } = optionsOf(recorded);
  const contract = recorded.contract ? client.network.getContract('probe', recorded.contract) : client.contract;
  if (recorded.evaluate) {
    const [actual, expected] = [parsedResult(await contract.evaluate(name, options)), recorded.evaluate.result];
    assert.deepEqual(comparableResult(actual, expected), comparableResult(expected));
  }
  if (recorded.evaluateError) {
    const [actual, expected] = [await errorOf(contract.evaluate(name, options)), errorTexts(recorded.evaluateError)];
    // A text that ends in a space reached the recording client empty; localnet's arrives whole.
    const from = expected[0] === '2 UNKNOWN: ' ? 1 : 0;
    assert.deepEqual(actual.slice(from), expected.slice(from));
  }
  const proposal = contract.newProposal(name, options);
  if (recorded.endorseError) assert.deepEqual(await errorOf(proposal.endorse()), errorTexts(recorded.endorseError));
  if (!recorded.endorse) return 'same';
  const transaction = await proposal.endorse();
  const [actual, expected] = [parsedResult(transaction.getResult()), recorded.endorse.result];
  assert.deepEqual(comparableResult(actual, expected), comparableResult(expected));
  assert.deepEqual(actualAccess(transaction.getBytes()), recordedAccess(recorded.endorse.nsRwset));
  // Which other organisation endorses is chance, on Fabric too.
  assert.equal(endorsersOf(transaction.getBytes()).length, recorded.endorse.endorsedBy.length);
  if (!recorded.commit || Array.isArray(recorded.commit)) return 'same';
  const submitted = await transaction.submit();
  assert.equal((await submitted.getStatus()).code, recorded.commit.code);
  return 'same';
}

/** Three clients' transactions in one block: their codes by name. */
async function replayBlock({ contract }: TestClient, recorded: Probe): Promise<Outcome> {
  const calls = [
    ['rmw', 'hk', 'i1'],
    ['rmw', 'hk', 'i2'],
    ['put', 'hk', 'i3'],
  ];
  const endorsed = await Promise.all(
    calls.map(([name, ...args]) => contract.newProposal(name!, { arguments: args }).endorse()),
  );
  const codes = { 0: 'VALID', 11: 'MVCC_READ_CONFLICT' } as Record<number, string | undefined>;
  const actual: unknown[] = [];
  for (const transaction of endorsed) actual.push(codes[(await (await transaction.submit()).getStatus()).code]);
  assert.ok(Array.isArray(recorded.commit));
  assert.deepEqual(
    actual,
    recorded.commit.map(([code]) => code),
  );
  return 'same';
}

/** Who endorsed, or answered, 20 calls: the same combinations as recorded, however often each. */
async function replayCounts(network: ProbeNetwork, { what, counts }: Probe): Promise<Outcome> {
  const mspId = (Object.keys(NAMES) as MspId[]).find((each) => what.includes(each))!;
  const { contract } = network.clients[mspId];
  const seen = new Set<string>();
  for (let n = 0; n < COUNTED; n += 1) {
    if (what.includes('evaluations')) seen.add(text(await contract.evaluateTransaction('envOrg')));
    else seen.add(endorsersOf((await contract.newProposal('ping').endorse()).getBytes()).join('+'));
  }
  assert.deepEqual([...seen].sort(), Object.keys(counts!).sort());
  return 'same';
}

/** Another chaincode than the network's own: there is none here, and the gateway says so as Fabric's does. */
async function refuseSystemChaincode({ network }: TestClient, { what }: Probe): Promise<Outcome> {
  const [, chaincode, name, args] = /^(\w+)\.(\w+)\((.*)\)$/.exec(what)!;
  const call = network.getContract(chaincode!).evaluateTransaction(name!, ...args!.split(',').filter(Boolean));
  const refused = `9 FAILED_PRECONDITION: no peers available to evaluate chaincode ${chaincode} in channel tracing`;
  assert.deepEqual(await errorOf(call), [refused]);
  return 'different on purpose';
}

/** On LevelDB Fabric says `… not supported for leveldb`. */
async function refuseRichQuery({ contract }: TestClient, recorded: Probe): Promise<Outcome> {
  const { name, options } = optionsOf(recorded);
  const here = errorTexts(recorded.evaluateError!).map((line) => line.replace('for leveldb', 'for localnet'));
  assert.deepEqual(await errorOf(contract.evaluate(name, options)), here);
  return 'different on purpose';
}

test('every recorded probe gives the recorded results, errors, read-write sets and codes, or differs on purpose', async (t) => {
  if (skipRecorded) return t.skip(skipRecorded);
  const network = await ProbeNetwork.start();
  t.after(() => network.close());
  const { contract } = network.clients.HealthMSP;
  for (const [key, value] of EARLIER_KEYS) await contract.submitTransaction('put', key, value);
  await contract.submitTransaction('putMany', ...EARLIER_REST);
  for (const attributes of EARLIER_COMPOSITES) await contract.submitTransaction('compPut', 'token', attributes, 'v');
  for (const [key, value] of EARLIER_PRIVATE) {
    await contract.submit('pput', { arguments: ['publishedKeys', key], transientData: { value } });
  }
  await contract.submitTransaction('setPVP', 'publishedKeys', 'pv', 'AuditorMSP');
  const other = await otherClients(network);
  const replay = (recorded: Probe): Promise<Outcome> => {
    const client = recorded.as === 'other' ? other(recorded) : network.clients[recorded.as];
    if (recorded.group === 'rich query') return refuseRichQuery(client, recorded);
    if (recorded.group === 'system') return refuseSystemChaincode(client, recorded);
    if (recorded.counts) return replayCounts(network, recorded);
    if (Array.isArray(recorded.commit)) return replayBlock(client, recorded);
    return replayCall(client, recorded);
  };
  const counts = { same: 0, 'different on purpose': 0 };
  const failures: string[] = [];
  const probes = recordedProbes();
  for (const recorded of probes) {
    try {
      counts[await replay(recorded)] += 1;
    } catch (error) {
      const { group, what, call } = recorded;
      failures.push(`${group}: ${what} ${JSON.stringify(call)}: ${(error as Error).message}`);
    }
  }
  t.diagnostic(
    `probes: ${counts.same} same, ${counts['different on purpose']} different on purpose, of ${probes.length}`,
  );
  assert.deepEqual(failures, []);
});
