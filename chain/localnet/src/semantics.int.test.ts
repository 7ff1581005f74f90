import assert from 'node:assert/strict';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import { z } from 'zod';
import { collectionDefinition } from './definition.ts';
import { startLocalnet } from './localnet.ts';
import { freePort, startChaincode } from './testing/chaincode-process.ts';
import { connectClient, type TestClient } from './testing/client.ts';
import { testDefinition } from './testing/definition.ts';
import { temporaryFolder, text } from './testing/network.ts';
import { recordedFile, skipRecorded } from './testing/recorded.ts';
import { openEnvelope, parseAction, readAction } from './validation/transaction.ts';

/** The groups of recorded probes that use nothing which localnet refuses by name. */
const GROUPS = new Set(
  'setup keys get put del range pagination composite history private key-level events returns throws dispatch lifecycle endorsers transaction'.split(
    ' ',
  ),
);
/** Groups whose answers are the same in every run. */
const SAME_ANSWERS = new Set(['pagination', 'composite', 'key-level']);

/** Written before the probes began, and seen by them. */
const EARLIER_KEYS = [
  ['a0000', 'v0'],
  ['a0000x', 'before'],
  ['a0000y', 'i'],
  ['a0001', 'v1'],
] as const;
const EARLIER_COMPOSITES = ['["red","1"]', '["red","2"]', '["blue","1"]'];

/** Written by several clients at once before the history of `hk` was read, which is no probe of one client. */
const WRITTEN_TOGETHER = ['i1', 'i3'];

/** Throws in one organisation's chaincode process only; all organisations of a localnet share one process. */
const THROWS_AT_ONE = 'throwAt';

const SHORTENED = /<\d+ characters>/;

const failed = z.object({ message: z.string(), details: z.array(z.object({ message: z.string() })) });
const policyEntry = z.object({ name: z.literal('VALIDATION_PARAMETER'), value: z.object({ hex: z.string() }) });
const access = z.object({
  namespace: z.string(),
  reads: z.array(z.object({ key: z.unknown(), version: z.unknown() })).default([]),
  writes: z.array(z.object({ key: z.unknown(), isDelete: z.boolean() })).default([]),
  metadataWrites: z.array(z.object({ key: z.string(), entries: z.array(policyEntry) })).default([]),
  rangeQueriesInfo: z
    .array(
      z.object({
        startKey: z.unknown(),
        endKey: z.unknown(),
        itrExhausted: z.boolean(),
        // Long lists were shortened: the first and the last read stand in every one.
        rawReads: z.array(z.union([z.object({ key: z.unknown() }), z.string()])).default([]),
        merkle: z.object({ maxLevel: z.number() }).optional(),
      }),
    )
    .default([]),
  collectionHashedRwset: z
    .array(
      z.object({
        collection: z.string(),
        hashedReads: z.array(z.object({ keyHash: z.string(), version: z.unknown() })).default([]),
        hashedWrites: z
          .array(z.object({ keyHash: z.string(), isDelete: z.boolean(), isPurge: z.boolean() }))
          .default([]),
      }),
    )
    .default([]),
});
const probe = z.object({
  group: z.string(),
  what: z.string(),
  call: z.array(z.string()),
  as: z.enum(['HealthMSP', 'AuthorityMSP', 'AuditorMSP']),
  transient: z.array(z.string()).default([]),
  endorsingOrganizations: z.array(z.string()).optional(),
  evaluate: z.object({ result: z.unknown() }).optional(),
  evaluateError: failed.optional(),
  endorse: z.object({ nsRwset: z.array(access) }).optional(),
  endorseError: failed.optional(),
  commit: z.object({ code: z.number() }).optional(),
});
/** A history, without what differs between two runs. */
const changes = z.array(z.object({ isDelete: z.boolean(), value: z.string() }));
type Probe = z.infer<typeof probe>;

/** The probes of one client each whose arguments were recorded whole. */
function recordedProbes(): Probe[] {
  const { probes } = z
    .object({
      probes: z.array(
        z.looseObject({ group: z.string(), as: z.string().optional(), call: z.array(z.string()).optional() }),
      ),
    })
    .parse(JSON.parse(recordedFile('semantics.json').toString()));
  return probes
    .filter(
      ({ group, as, call }) =>
        GROUPS.has(group) &&
        as?.endsWith('MSP') &&
        call?.every((argument) => !SHORTENED.test(argument)) &&
        call[0] !== THROWS_AT_ONE,
    )
    .map((each) => probe.parse(each));
}

/** What an error says, without what differs between two runs. */
function errorText({ message, details }: { message: string; details: { message: string }[] }): string[] {
  return [message, ...details.map((detail) => detail.message)].map((text) =>
    text.replaceAll(/[0-9a-f]{64}/g, '<id>').replaceAll(/BlockNum: \d+, TxNum: \d+/g, '<version>'),
  );
}

async function errorOf(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof GatewayError ? errorText(error) : [`no gateway error: ${String(error)}`];
}

function recordedKey(key: unknown): string {
  return typeof key === 'string' ? key : Buffer.from(z.object({ hex: z.string() }).parse(key).hex, 'hex').toString();
}

function recordedAccess(namespaces: z.infer<typeof access>[]): unknown {
  const chaincodes = namespaces.filter(({ namespace }) => namespace !== '_lifecycle');
  return chaincodes.map(({ reads, writes, metadataWrites, rangeQueriesInfo, collectionHashedRwset }) => ({
    reads: reads.map(({ key, version }) => [recordedKey(key), version !== null]),
    ranges: rangeQueriesInfo.map(({ startKey, endKey, itrExhausted, rawReads, merkle }) => ({
      from: recordedKey(startKey),
      to: recordedKey(endKey),
      exhausted: itrExhausted,
      keys: ends(rawReads.flatMap((read) => (typeof read === 'string' ? [] : [recordedKey(read.key)]))),
      summaryLevel: merkle?.maxLevel,
    })),
    policies: metadataWrites.map(({ key, entries }) => [key, entries[0]?.value.hex]),
    writes: writes.map(({ key, isDelete }) => [recordedKey(key), isDelete]),
    collections: collectionHashedRwset.map(({ collection, hashedReads, hashedWrites }) => ({
      collection,
      reads: hashedReads.map(({ keyHash, version }) => [keyHash, version !== null]),
      writes: hashedWrites.map(({ keyHash, isDelete, isPurge }) => [keyHash, isDelete, isPurge]),
    })),
  }));
}

function ends<T>(list: T[]): (T | undefined)[] {
  return [list.at(0), list.at(-1)];
}

function actualAccess(transaction: Uint8Array): unknown {
  const envelope = gateway.PreparedTransaction.deserializeBinary(transaction).getEnvelope()!;
  const { namespaces } = readAction(parseAction(openEnvelope(envelope.serializeBinary())));
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const chaincodes = namespaces.filter(({ namespace }) => namespace !== '_lifecycle');
  return chaincodes.map(({ reads, ranges, writes, policies, collections }) => ({
    reads: reads.map(({ key, version }) => [key, version !== undefined]),
    ranges: ranges.map((range) => ({
      from: range.getStartKey(),
      to: range.getEndKey(),
      exhausted: range.getItrExhausted(),
      keys: ends((range.getRawReads()?.getKvReadsList() ?? []).map((read) => read.getKey())),
      summaryLevel: range.getReadsMerkleHashes()?.getMaxLevel(),
    })),
    policies: policies.map(({ key, policy }) => [key, policy && hex(policy)]),
    writes: writes.map(({ key, value }) => [key, value === undefined]),
    collections: collections.map((collection) => ({
      collection: collection.name,
      reads: collection.reads.map(({ keyHash, version }) => [hex(keyHash), version !== undefined]),
      writes: collection.writes.map(({ keyHash, valueHash, purge }) => [hex(keyHash), valueHash === undefined, purge]),
    })),
  }));
}

async function replay(client: TestClient, recorded: Probe): Promise<void> {
  const [name, ...args] = recorded.call;
  const what = `${recorded.group}: ${recorded.what} ${JSON.stringify(recorded.call)}`;
  const { endorsingOrganizations } = recorded;
  const transientData = Object.fromEntries(recorded.transient.map((field) => [field, 'value']));
  const options = { arguments: args, transientData, ...(endorsingOrganizations ? { endorsingOrganizations } : {}) };
  if (recorded.evaluate && recorded.group === 'history' && args[0] === 'hk') {
    const actual = changes.parse(JSON.parse(text(await client.contract.evaluate(name!, options))));
    assert.deepEqual(actual, changes.parse(recorded.evaluate.result), what);
  }
  if (recorded.evaluate && SAME_ANSWERS.has(recorded.group)) {
    const answer = await client.contract.evaluate(name!, options);
    assert.deepEqual(JSON.parse(text(answer)), recorded.evaluate.result, what);
  }
  if (recorded.evaluateError) {
    const actual = await errorOf(client.contract.evaluate(name!, options));
    const expected = errorText(recorded.evaluateError);
    // A text that ends in a space reached the recording client empty; localnet's arrives whole.
    const from = expected[0] === '2 UNKNOWN: ' ? 1 : 0;
    assert.deepEqual(actual.slice(from), expected.slice(from), what);
  }
  const proposal = client.contract.newProposal(name!, options);
  if (recorded.endorseError) {
    assert.deepEqual(await errorOf(proposal.endorse()), errorText(recorded.endorseError), what);
  }
  if (!recorded.endorse) return;
  const transaction = await proposal.endorse();
  assert.deepEqual(actualAccess(transaction.getBytes()), recordedAccess(recorded.endorse.nsRwset), what);
  if (!recorded.commit) return;
  const submitted = await transaction.submit();
  assert.equal((await submitted.getStatus()).code, recorded.commit.code, what);
}

test('recorded probes give the recorded errors, read-write sets and codes', async (t) => {
  if (skipRecorded) return t.skip(skipRecorded);
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'index.js'), recordedFile('probe-chaincode.js'));
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'probe', version: '1.0.0', main: 'index.js' }),
  );
  const shim = createRequire(import.meta.url).resolve('fabric-shim/package.json');
  symlinkSync(path.resolve(path.dirname(shim), '..'), path.join(folder, 'node_modules'));
  const chaincode = await startChaincode(await freePort(), folder);
  t.after(() => chaincode.stop());
  const collections = z
    .array(z.looseObject({ name: z.string() }))
    .parse(JSON.parse(recordedFile('probe-collections.json').toString()))
    .map((collection) => collectionDefinition.parse({ ...collection, blockToLive: 0 }));
  const definition = { ...testDefinition(chaincode.address, { name: 'probe', collections }), channel: 'tracing' };
  const localnet = await startLocalnet({ definition, dataDir: path.join(folder, 'data') });
  const clients = {
    HealthMSP: connectClient(localnet.target, 'health'),
    AuthorityMSP: connectClient(localnet.target, 'authority'),
    AuditorMSP: connectClient(localnet.target, 'auditor'),
  };
  t.after(async () => {
    for (const client of Object.values(clients)) client.close();
    await localnet.close();
    rmSync(folder, { recursive: true });
  });
  const probes = recordedProbes();
  assert.ok(probes.length > 200, `${probes.length} probes`);
  const { contract } = clients.HealthMSP;
  for (const [key, value] of EARLIER_KEYS) await contract.submitTransaction('put', key, value);
  for (const attributes of EARLIER_COMPOSITES) await contract.submitTransaction('compPut', 'token', attributes, 'v');
  await contract.submit('pput', { arguments: ['publishedKeys', 'pv'], transientData: { value: 'pv' } });
  await contract.submitTransaction('setPVP', 'publishedKeys', 'pv', 'AuditorMSP');
  for (const recorded of probes) {
    if (recorded.what.startsWith('newest first')) {
      for (const value of WRITTEN_TOGETHER) await contract.submitTransaction('put', 'hk', value);
    }
    await replay(clients[recorded.as], recorded);
  }
});
