import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BATCH } from './batch.ts';
import { Orderer } from './orderer.ts';

test('an envelope is acknowledged after its block was committed, never before', async () => {
  const committed: Uint8Array[] = [];
  const orderer = new Orderer((envelopes) => void committed.push(...envelopes));
  const envelope = Buffer.from('envelope');
  const acknowledged = orderer.order(envelope).then(() => committed.includes(envelope));
  assert.ok(await acknowledged);
});

test('what waits together becomes one block, in order, within the limits', async () => {
  const blocks: number[][] = [];
  const orderer = new Orderer((envelopes) => void blocks.push(envelopes.map(([first]) => first!)));
  await Promise.all([1, 2, 3].map((n) => orderer.order(Buffer.from([n]))));
  assert.deepEqual(blocks, [[1, 2, 3]]);
  await Promise.all([4, 5].map((n) => orderer.order(Buffer.alloc(BATCH.preferredMaxBytes - 1, n))));
  assert.deepEqual(blocks.slice(1), [[4], [5]]);
  await Promise.all(Array.from({ length: BATCH.maxMessages + 1 }, () => orderer.order(Buffer.from([6]))));
  assert.deepEqual(
    blocks.slice(3).map(({ length }) => length),
    [BATCH.maxMessages, 1],
  );
});

test('a block that cannot be written is acknowledged to nobody, and the next one is tried', async () => {
  let full = true;
  const orderer = new Orderer(() => {
    if (full) throw new Error('disk full');
  });
  await assert.rejects(orderer.order(Buffer.from('a')), /disk full/);
  full = false;
  await orderer.order(Buffer.from('b'));
});
