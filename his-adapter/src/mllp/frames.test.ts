import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFrameReader, type FrameEvent, frame } from './frames.ts';

const limits = { maxBytes: 1000, headBytes: 16 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const shown = (events: FrameEvent[]): string[] =>
  events.map((event) => {
    if (event.kind === 'frame' || event.kind === 'cut') return `${event.kind}:${new TextDecoder().decode(event.bytes)}`;
    return `${event.kind}:${event.length}`;
  });

function read(...chunks: (string | Uint8Array)[]): string[] {
  const reader = createFrameReader(limits);
  const events = chunks.flatMap((chunk) => reader.feed(typeof chunk === 'string' ? bytes(chunk) : chunk));
  return shown([...events, ...reader.end()]);
}

test('one frame, and two frames in one packet', () => {
  assert.deepEqual(read('\x0bone\x1c\r'), ['frame:one']);
  assert.deepEqual(read('\x0bone\x1c\r\x0btwo\x1c\r'), ['frame:one', 'frame:two']);
});

test('garbage before, between and after frames is told and changes nothing', () => {
  assert.deepEqual(read('noise\x0bone\x1c\rmore\x0btwo\x1c\rrest'), [
    'garbage:5',
    'frame:one',
    'garbage:4',
    'frame:two',
    'garbage:4',
  ]);
});

test('line ends after a frame belong to it; a missing CR delays nothing', () => {
  assert.deepEqual(read('\x0bone\x1c\r\n\r\n', '\x0btwo\x1c', '\x0bthree\x1c\r'), [
    'frame:one',
    'frame:two',
    'frame:three',
  ]);
});

test('a frame that another interrupts, and one that the end of the connection interrupts, are cut', () => {
  assert.deepEqual(read('\x0bhalf\x0bwhole\x1c\r\x0brest'), ['cut:half', 'frame:whole', 'cut:rest']);
});

test('a frame above the cap keeps only its head, and the next frame is read', () => {
  const reader = createFrameReader({ maxBytes: 10, headBytes: 4 });
  const events = reader.feed(bytes(`\x0b${'x'.repeat(11)}\x1c\r\x0bok\x1c\r`));
  assert.deepEqual(events[0], { kind: 'oversize', head: bytes('xxxx'), length: 11 });
  assert.equal(events[1]?.kind, 'frame');
  assert.deepEqual(shown(reader.feed(bytes(`\x0b${'y'.repeat(10)}\x1c\r`))), [`frame:${'y'.repeat(10)}`]);
});

// What may stand in a frame: no block characters.
const content = fc
  .uint8Array({ maxLength: 60 })
  .map((all) => all.map((byte) => (byte === 0x0b || byte === 0x1c ? 0x20 : byte)));
const outside = fc
  .uint8Array({ maxLength: 20 })
  .map((all) => all.map((byte) => ([0x0b, 0x1c, 0x0d, 0x0a].includes(byte) ? 0x20 : byte)));

test('law: however TCP cuts and joins, the same frames come out in the same order', () => {
  const stream = fc.array(fc.record({ noise: outside, message: content }), { maxLength: 8 });
  const cuts = fc.array(fc.nat(400), { maxLength: 30 });
  fc.assert(
    fc.property(stream, cuts, (items, positions) => {
      const all = Buffer.concat(items.flatMap(({ noise, message }) => [noise, frame(message)]));
      const reader = createFrameReader(limits);
      const edges = [...new Set([0, ...positions.filter((at) => at < all.length), all.length])].toSorted(
        (a, b) => a - b,
      );
      const events = edges.slice(1).flatMap((edge, index) => reader.feed(all.subarray(edges[index], edge)));
      const frames = events.flatMap((event) =>
        event.kind === 'frame' ? [Buffer.from(event.bytes).toString('hex')] : [],
      );
      assert.deepEqual(
        frames,
        items.map(({ message }) => Buffer.from(message).toString('hex')),
      );
      const noise = events.reduce((sum, event) => sum + (event.kind === 'garbage' ? event.length : 0), 0);
      assert.equal(
        noise,
        items.reduce((sum, item) => sum + item.noise.length, 0),
      );
    }),
  );
});

test('law: no bytes make the reader fail or keep more than its cap', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (chunks) => {
      const reader = createFrameReader({ maxBytes: 32, headBytes: 8 });
      for (const event of [...chunks.flatMap((chunk) => reader.feed(chunk)), ...reader.end()]) {
        if (event.kind === 'frame' || event.kind === 'cut') assert.ok(event.bytes.length <= 32);
        else assert.ok(event.head.length <= 8);
      }
      assert.equal(reader.inFrame(), false);
    }),
  );
});
