import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunksOf, MAX_FRAME_BYTES, Reassembler } from './chunks.ts';
import { TagError } from './tag-error.ts';

const malformed = (act: () => unknown) =>
  assert.throws(act, (error) => error instanceof TagError && error.code === 'MALFORMED');

test('a frame comes back whole from chunks of any size, one frame after another', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: MAX_FRAME_BYTES, size: 'max' }), { maxLength: 3 }),
      fc.integer({ min: 20, max: 512 }),
      (frames, size) => {
        const reassembler = new Reassembler();
        for (const frame of frames) {
          const chunks = chunksOf(frame, size);
          assert.ok(chunks.every((chunk) => chunk.length <= size));
          const results = chunks.map((chunk) => reassembler.push(chunk));
          assert.deepEqual(results.pop(), Uint8Array.from(frame));
          assert.ok(results.every((result) => result === null));
        }
      },
    ),
    { numRuns: 30 },
  );
});

const frame = Uint8Array.from({ length: 2_000 }, (_, i) => i);

test('a chunk left out, repeated or moved is noticed, and the next frame is whole again', () => {
  const chunks = chunksOf(frame, 20);
  const reassembler = new Reassembler();
  const push = (order: readonly number[]) => order.map((i) => reassembler.push(chunks[i]!));
  malformed(() => push([0, 1, 3]));
  malformed(() => push([4]));
  malformed(() => push([0, 1, 1]));
  malformed(() => push([0, 2, 1]));
  malformed(() => push([1]));
  assert.deepEqual(chunks.map((chunk) => reassembler.push(chunk)).at(-1), frame);
});

test('a first chunk begins anew, whatever was gathered', () => {
  const reassembler = new Reassembler();
  reassembler.push(chunksOf(frame, 100)[0]!);
  assert.deepEqual(reassembler.push(chunksOf(Uint8Array.of(7), 100)[0]!), Uint8Array.of(7));
});

test('what is empty or too long is refused', () => {
  const reassembler = new Reassembler();
  malformed(() => reassembler.push(new Uint8Array(0)));
  malformed(() => {
    for (let i = 0; i < 10; i++) reassembler.push(new Uint8Array(512).fill(i === 0 ? 0x80 : i, 0, 1));
  });
  assert.throws(() => chunksOf(new Uint8Array(MAX_FRAME_BYTES + 1), 100), RangeError);
  for (const size of [19, 513, 20.5]) assert.throws(() => chunksOf(frame, size), RangeError);
});

test('the first chunk of a frame says 0x80, the last 0x40, and both count modulo 64', () => {
  const headers = chunksOf(new Uint8Array(19 * 66), 20).map((chunk) => chunk[0]);
  assert.deepEqual(headers.slice(0, 2), [0x80, 1]);
  assert.deepEqual(headers.slice(63), [63, 0, 0x41]);
  assert.equal(chunksOf(new Uint8Array(0), 20)[0]![0], 0xc0);
});
