import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { intervalAt } from '../time.ts';
import { mergeSightings, type Sighting } from './encounter.ts';

const START = 1_800_000_000;
const rpi = new Uint8Array(16).fill(1);
const aem = new Uint8Array(4).fill(2);

/** One identifier heard at the given seconds. */
const heard = (seconds: readonly number[], rssi = -60, more: Partial<Sighting> = {}): Sighting[] =>
  seconds.map((second) => ({ rpi, aem, rssi, time: START + second, ...more }));

const every = (step: number, until: number) => Array.from({ length: Math.ceil(until / step) }, (_, i) => i * step);

test('an interval heard once a minute is ten minutes, at any faster pace too', () => {
  assert.deepEqual(mergeSightings(heard(every(60, 600))), [
    { rpi, aem, firstInterval: intervalAt(START), seconds: 600, attenuation: 60 },
  ]);
  assert.equal(mergeSightings(heard(every(1, 600)))[0]!.seconds, 600);
  assert.equal(mergeSightings(heard(every(10, 600)))[0]!.seconds, 600);
});

test('one sighting counts for a minute, and a silence for three at most', () => {
  assert.equal(mergeSightings(heard([0]))[0]!.seconds, 60);
  assert.equal(mergeSightings(heard([0, 120]))[0]!.seconds, 180);
  assert.equal(mergeSightings(heard([0, 600]))[0]!.seconds, 240);
});

test('attenuation is the lower median of the RSSI below the assumed power, within a byte', () => {
  const at = (...values: number[]) => mergeSightings(values.flatMap((rssi, i) => heard([i], rssi)))[0]!.attenuation;
  assert.equal(at(-50, -60, -90), 60);
  assert.equal(at(-50, -60), 60);
  assert.equal(at(5), 0);
  assert.equal(at(-300), 255);
});

test('the same identifier after a long silence, or with other metadata, is another encounter', () => {
  const seconds = [0, 60, 1_260, 2_461];
  assert.deepEqual(
    mergeSightings(heard(seconds)).map(({ firstInterval }) => firstInterval),
    [intervalAt(START), intervalAt(START + 2_461)],
  );
  const forged = heard([10], -60, { aem: new Uint8Array(4) });
  assert.equal(mergeSightings([...heard([0]), ...forged]).length, 2);
});

test('two identifiers are two encounters, ordered by their first sighting', () => {
  const other = new Uint8Array(16).fill(9);
  const merged = mergeSightings([...heard([700, 760]), ...heard([0, 60, 730], -70, { rpi: other })]);
  assert.deepEqual(
    merged.map(({ rpi: first, attenuation }) => [first[0], attenuation]),
    [
      [9, 70],
      [1, 60],
    ],
  );
});

test('the order in which sightings come does not matter, nothing heard is nothing, and no time is made', () => {
  const sighting = fc.record(
    { time: fc.integer({ min: START, max: START + 7_200 }), rssi: fc.integer({ min: -100, max: 0 }), n: fc.nat(2) },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.uniqueArray(sighting, { selector: ({ time }) => time }), (raw) => {
      const sightings = raw.map(({ n, ...rest }) => ({ rpi: new Uint8Array(16).fill(n), aem, ...rest }));
      const merged = mergeSightings(sightings);
      assert.deepEqual(mergeSightings([...sightings].reverse()), merged);
      for (const { seconds } of merged) assert.ok(seconds > 0 && seconds <= 7_260);
    }),
  );
  assert.deepEqual(mergeSightings([]), []);
});
