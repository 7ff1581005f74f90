import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  canonicalJson,
  decodeStoredPublication,
  fromUtf8,
  keyOfRecord,
  ledgerRecord,
  recordedStep,
  recordKey,
  type TransactionName,
} from '@tallystick/protocol';
import { due, effects } from './testing/effects.ts';
import { keyOf } from './testing/refusals.ts';
import { dayKey, noise, people, type Request, requests, start, World } from './testing/world.ts';

async function given(requestsBefore: readonly Request[] = []): Promise<World> {
  const world = await World.begin();
  await world.must(...requestsBefore);
  return world;
}

suite('each transaction', () => {
  for (const effect of effects) {
    test(`${effect.what}: writes what it says, and answers with it`, async () => {
      const world = await given(effect.given);
      const { answer, errorText, writes, privateWrites, purges } = await world.send(effect.request);
      assert.equal(errorText, '');
      assert.deepEqual([...writes.keys()], effect.writes);
      assert.deepEqual([...privateWrites.keys()], effect.privateWrites ?? []);
      assert.deepEqual(purges, []);
      for (const [key, value] of writes)
        assert.equal(keyOfRecord(ledgerRecord.parse(JSON.parse(fromUtf8(value)))), key);
      assert.equal(answer, fromUtf8(writes.get(effect.writes[0] ?? '') ?? new Uint8Array()));
      const { txId, provenance, ...fields } = JSON.parse(answer ?? '') as Record<string, unknown>;
      assert.match(String(txId), /^[0-9a-f]{64}$/);
      const { mspId, role } = effect.request.creator;
      assert.deepEqual(provenance, { ...effect.step, organisation: mspId, role });
      assert.deepEqual(fields, { ...(effect.request.argument as object), ...effect.fields });
    });

    test(`${effect.what}: sent again, it is answered with the first record and writes nothing`, async () => {
      const world = await given(effect.given);
      const first = await world.send(effect.request);
      // Late enough that expiry, windows and retention would all refuse it as a new request.
      world.time += 100 * 86_400;
      const again = await world.send(effect.request);
      assert.equal(again.errorText, '');
      assert.equal(again.answer, first.answer);
      assert.deepEqual([again.writes.size, again.privateWrites.size, again.purges.length], [0, 0, 0]);
    });
  }
});

suite('private values', () => {
  test('are the canonical JSON that was sent', async () => {
    const world = await given([requests.authorise()]);
    for (const request of [requests.anchor(), requests.answers(), requests.exportFile(), requests.revoke()]) {
      const { privateWrites } = await world.send(request);
      assert.equal(
        fromUtf8([...privateWrites.values()][0] ?? new Uint8Array()),
        canonicalJson(request.private ?? null),
      );
    }
  });

  test('of a publication has one size, whatever it holds, with report and onset from the hospital', async () => {
    const lengths = new Set<number>();
    for (const [n, onset] of [
      [1, null],
      [14, 20_757],
      [30, 20_750],
    ] as const) {
      const world = await given([requests.authorise('code', { onset })]);
      const keys = Array.from({ length: n }, (_, i) => dayKey(`tek ${i}`, i % 15));
      const { privateWrites } = await world.send(requests.publish('code', keys));
      const [value] = privateWrites.values();
      lengths.add(value?.length ?? 0);
      const stored = decodeStoredPublication(JSON.parse(fromUtf8(value ?? new Uint8Array())));
      assert.deepEqual(
        { ...stored, keys: stored.keys.length },
        { salt: noise('code publication'), keys: n, reportType: 'CONFIRMED_TEST', onset },
      );
    }
    assert.equal(lengths.size, 1);
  });

  test('are not needed for the retry of a publication whose authorisation details are purged', async () => {
    const world = await given([requests.authorise(), requests.publish()]);
    world.time = due;
    await world.must(requests.purge('authorisations', [keyOf(requests.authorise())], people.adapter));
    const { errorText, writes } = await world.send(requests.publish());
    assert.equal(errorText, '');
    assert.equal(writes.size, 0);
  });
});

suite('purge', () => {
  const everything = [
    requests.anchor(),
    requests.authorise(),
    requests.publish(),
    requests.revoke(),
    requests.exportFile(),
    requests.answers(),
  ];
  const namesIn = { roots: [0], authorisations: [1, 3], keys: [2, 4, 5] } as const;
  const purgers = {
    roots: ['api', 'auditor'],
    keys: ['api', 'auditor'],
    authorisations: ['adapter', 'auditor'],
  } as const;

  for (const collection of ['roots', 'authorisations', 'keys'] as const) {
    for (const who of purgers[collection]) {
      test(`of ${collection} by ${who} erases what is due, and public records stay; twice is harmless`, async () => {
        const world = await given(everything);
        const records = new Map(world.ledger.state);
        const names = namesIn[collection].map((i) => keyOf(everything[i] as Request));
        world.time = due;
        for (let round = 0; round < 2; round++) {
          const { answer, errorText, writes, purges } = await world.send(
            requests.purge(collection, names, people[who]),
          );
          assert.equal(errorText, '');
          assert.equal(answer, '');
          assert.equal(writes.size, 0);
          assert.deepEqual(
            purges,
            names.map((name) => `${collection}\n${name}`),
          );
        }
        for (const name of names) assert.equal(world.ledger.privateValue(collection, name), undefined);
        assert.deepEqual(world.ledger.state, records);
        const left = everything.length - names.length;
        assert.equal(world.ledger.privateState.size, left);
      });
    }
  }

  test('takes a name that has no record, which an invalid transaction may have left behind, and reads that it has none', async () => {
    const world = await given();
    const name = keyOf(requests.publish());
    const { errorText, purges, reads } = await world.send(requests.purge('keys', [name], people.api));
    assert.equal(errorText, '');
    assert.deepEqual(purges, [`keys\n${name}`]);
    assert.ok(reads.includes(name), 'a publication at the same time conflicts');
  });

  test('in a channel of short retention is due after its seconds', async () => {
    const world = await World.begin({
      retentionSeconds: 20,
      alignToDay: false,
      riskDelaySeconds: 0,
      exportKeyDelaySeconds: 0,
    });
    await world.must(requests.anchor());
    const purge = requests.purge('roots', [keyOf(requests.anchor())], people.api);
    world.time += 19;
    assert.equal((await world.send(purge)).error?.code, 'NOT_DUE');
    world.time += 1;
    assert.equal((await world.send(purge)).errorText, '');
  });
});

test('every transaction function that makes a record has an effect above', () => {
  const shown = new Set<string>(effects.map(({ request }) => request.name));
  assert.deepEqual([...shown].sort(), Object.keys(recordedStep).sort() satisfies string[] as TransactionName[]);
});

suite('a chain of exports', () => {
  test('goes on from record to record, skipping windows without releases', async () => {
    const world = await given([requests.exportFile()]);
    const next = requests.exportFile({
      sequence: 2,
      previous: noise('export 1'),
      windowStart: start + 2_400,
      windowEnd: start + 3_000,
      firstBlock: 10,
      lastBlock: 10,
      sha256: noise('export 2'),
      real: 0,
      revised: 1,
    });
    await world.must(next);
    const { provenance } = world.ledger.record(recordKey.export(2)) as { provenance: { used: string[] } };
    assert.deepEqual(provenance.used, [recordKey.policy('exportKey', 1), recordKey.export(1)]);
  });
});
