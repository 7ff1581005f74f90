import assert from 'node:assert/strict';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { dumpReadModel } from '@tallystick/graphql';
import { dayAt, type TemporaryExposureKey, toHex } from '@tallystick/protocol';
import { dataOf } from './client.ts';
import { authorise, type Patient, pastKeys, publication } from './patient.ts';
import { acknowledge, commit, exportIndex, publish, randomHex, rawBlocks } from './requests.ts';
import { eventually, startSystem, type TestSystem } from './system.ts';

const retentionSeconds = 8;

/** Bytes as they could stand anywhere: raw, hex, and base64 at each of its three alignments. */
function formsOf(bytes: Uint8Array): (Buffer | string)[] {
  const raw = Buffer.from(bytes);
  const aligned = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), raw]).toString('base64');
    // Symbols that share bits with a neighbour are left out.
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + raw.length) * 8) / 6));
  });
  return [raw, raw.toString('hex'), ...aligned];
}

describe('what expires', () => {
  let system: TestSystem;
  let patient: Patient;
  let keys: TemporaryExposureKey[];
  let root: string;
  let fileName: string;
  before(async () => {
    system = await startSystem({ channel: { retentionSeconds, alignToDay: false }, windowSeconds: 1 });
    patient = await authorise(system.hospital);
    keys = pastKeys(4);
  });
  after(() => system.stop());

  const privateRows = (): string[] =>
    dumpReadModel(system.api.model).filter((line) => /^(commitments|answers|private_values) /.test(line));

  it('is there at first, and in no block', async () => {
    root = (await commit(system.api.url)).root;
    await acknowledge(system.api.url, { day: dayAt(Date.now() / 1000), id: randomHex(16), bit: 1 });
    await publish(system.api.url, publication(patient, keys));
    const [record] = await eventually('the export', async () => {
      const { records } = await exportIndex(system.api.url);
      return records.length > 0 ? records : undefined;
    });
    fileName = record!.name;
    assert.equal((await fetch(`${system.api.url}/exports/${fileName}`)).status, 200);
    assert.ok(privateRows().length >= 4);
    const unpublished = pastKeys(1);
    for (const block of await rawBlocks(system.api.url)) {
      for (const { key } of [...keys, ...unpublished]) {
        for (const form of formsOf(key)) assert.equal(block.includes(form), false);
      }
      assert.equal(block.includes(root), false, 'nor a commitment');
      assert.equal(block.includes(Buffer.from(root, 'hex')), false);
    }
  });

  it('is purged when due: 410 for the file, its record stays, no row and no byte of a key is left', async () => {
    await eventually('the purge', () => (privateRows().length === 0 ? true : undefined), retentionSeconds + 20);
    const gone = await fetch(`${system.api.url}/exports/${fileName}`);
    assert.equal(gone.status, 410);
    assert.deepEqual(((await gone.json()) as { errors: { extensions: object }[] }).errors[0]?.extensions, {
      code: 'GONE',
    });
    assert.equal((await exportIndex(system.api.url)).records[0]?.status, 'expired');
    const { commitment } = await dataOf<{ commitment: null }>(
      system.api.url,
      'query ($root: Bytes!) { commitment(root: $root) { block } }',
      { root },
    );
    assert.equal(commitment, null);
    const { statistics } = await dataOf<{ statistics: object }>(
      system.api.url,
      '{ statistics { publications commitments exports { files real } answers { answers } } }',
    );
    assert.deepEqual(statistics, {
      publications: 1,
      commitments: 1,
      exports: { files: 1, real: 4 },
      answers: [{ answers: 1 }],
    });
    system.api.model.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    for (const file of globSync('api/*', { cwd: system.dataDir })) {
      const content = readFileSync(join(system.dataDir, file));
      for (const { key } of keys) assert.equal(content.includes(toHex(key)), false, `a key is left in ${file}`);
    }
  });

  it('leaves a rebuilt read model equal to the running one, row by row', async () => {
    const running = await eventually('quiet', async () => {
      const before = dumpReadModel(system.api.model);
      await new Promise((done) => setTimeout(done, 300));
      return dumpReadModel(system.api.model).length === before.length ? before : undefined;
    });
    const replica = await system.startReplica('rebuilt');
    await eventually('the same height', () =>
      replica.model.height() === system.api.model.height() ? true : undefined,
    );
    assert.deepEqual(dumpReadModel(replica.model), running);
    assert.equal((await fetch(`${replica.url}/exports/${fileName}`)).status, 410, 'every record, and 410 for its file');
    await replica.stop();

    await system.api.stop();
    for (const file of globSync('api/read-model.sqlite*', { cwd: system.dataDir })) rmSync(join(system.dataDir, file));
    const again = await system.startReplica('api');
    assert.deepEqual(dumpReadModel(again.model), running);
  });
});
