import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '../bytes.ts';
import type { TemporaryExposureKey } from '../keys/temporary-exposure-key.ts';
import { notBefore } from '../publication/key-rules.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { firstIntervalOfDay } from '../time.ts';
import { type ExportContent, type ExportWindow, exportBin, exportContent } from './content.ts';
import { decodeKeyExport } from './export-format.ts';
import type { ExportSource, PublishedKeys } from './key-state.ts';

const random = seededRandom('export content');
const TODAY = 20_700;
const NOON = TODAY * 86_400 + 43_200;
const seed = random(32);

const dayKey = (daysAgo: number): TemporaryExposureKey => ({
  key: Uint8Array.from(random(16)),
  rollingStart: firstIntervalOfDay(TODAY - daysAgo),
  rollingPeriod: 144,
});

const published = (
  authorisation: string,
  block: number,
  keys: TemporaryExposureKey[],
  more: Partial<PublishedKeys> = {},
): PublishedKeys => {
  return { authorisation, block, index: 0, keys, reportType: 'CONFIRMED_TEST', onset: TODAY - 2, ...more };
};

const source = (
  publications: PublishedKeys[],
  revokedIn: Record<string, number> = {},
  supersedes: Record<string, string> = {},
): ExportSource => {
  return {
    publications,
    revokedIn: new Map(Object.entries(revokedIn)),
    supersedes: new Map(Object.entries(supersedes)),
  };
};

const window = (lastBlock: number, previous: number | null = null, windowEnd = NOON): ExportWindow => {
  return {
    lastBlock,
    windowEnd,
    previous: previous === null ? null : { lastBlock: previous, windowEnd: windowEnd - 3_600 },
    seed,
  };
};

const hexOf = (keys: readonly { key: Uint8Array }[]) => keys.map(({ key }) => toHex(key));
const holds = (content: ExportContent | null, key: TemporaryExposureKey) =>
  hexOf(content?.keys ?? []).includes(toHex(key.key));
const revises = (content: ExportContent | null, key: TemporaryExposureKey) =>
  content?.revised.find((revised) => toHex(revised.key) === toHex(key.key));

const meta = { windowStart: NOON - 3_600, windowEnd: NOON, keyId: 'export-1', keyVersion: 1 };

test('nothing to release and nothing to revise is no export', () => {
  assert.equal(exportContent(source([]), window(9)), null);
  assert.equal(exportContent(source([published('a', 3, [dayKey(3)])]), window(9, 3)), null);
  assert.equal(exportContent(source([published('a', 10, [dayKey(3)])]), window(9)), null);
});

test('keys of new blocks are released with report type and days since onset, padded to 140 in byte order', () => {
  const keys = [dayKey(3), dayKey(1)];
  const content = exportContent(source([published('a', 5, keys)]), window(9, 4))!;
  assert.deepEqual([content.real, content.padding, content.keys.length], [2, 138, 140]);
  assert.deepEqual(hexOf(content.keys), hexOf(content.keys).sort());
  for (const key of keys) assert.ok(holds(content, key));
  const first = content.keys.find(({ key }) => toHex(key) === toHex(keys[0]!.key))!;
  assert.deepEqual([first.reportType, first.daysSinceOnset], ['CONFIRMED_TEST', -1]);
  const unknown = exportContent(source([published('a', 5, keys, { onset: null })]), window(9, 4))!;
  assert.ok(unknown.keys.every(({ daysSinceOnset }) => daysSinceOnset === null));
});

test('nothing but the key itself sets padding apart, and the seed proves it', () => {
  const keys = [dayKey(3), { ...dayKey(0), rollingPeriod: 20 }];
  const late = window(9, 4, notBefore(keys[1]!));
  const content = exportContent(source([published('a', 5, keys)]), late)!;
  const attributes = (key: { rollingStart: number; rollingPeriod: number }) =>
    `${key.rollingStart}+${key.rollingPeriod}`;
  assert.deepEqual(new Set(content.keys.map(attributes)), new Set(keys.map(attributes)));
  const other = exportContent(source([published('a', 5, keys)]), { ...late, seed: random(32) })!;
  const shared = hexOf(content.keys).filter((key) => hexOf(other.keys).includes(key));
  assert.deepEqual(shared.sort(), hexOf(keys).sort());
});

test('more than 140 keys need no padding', () => {
  const many = Array.from({ length: 6 }, (_, i) =>
    published(
      `a${i}`,
      5,
      Array.from({ length: 30 }, () => dayKey(2)),
    ),
  );
  const content = exportContent(source(many), window(9))!;
  assert.deepEqual([content.real, content.padding], [180, 0]);
});

test('a key is held until its embargo is over, then released once', () => {
  const key = dayKey(0);
  const due = notBefore(key);
  const all = source([published('a', 5, [key])]);
  assert.equal(exportContent(all, window(9, 4)), null);
  assert.ok(!holds(exportContent(all, { ...window(9, 4), windowEnd: due - 1 }), key));
  const previous = { lastBlock: 9, windowEnd: due - 1 };
  assert.ok(holds(exportContent(all, { lastBlock: 12, windowEnd: due, previous, seed }), key));
  const released = { lastBlock: 12, windowEnd: due };
  assert.equal(exportContent(all, { lastBlock: 15, windowEnd: due + 60, previous: released, seed }), null);
});

test('a revoked publication is revised if its keys were released, and never appears otherwise', () => {
  const key = dayKey(3);
  const revoked = source([published('a', 5, [key])], { a: 10 });
  const content = exportContent(revoked, window(12, 9))!;
  assert.equal(revises(content, key)?.reportType, 'REVOKED');
  assert.deepEqual([content.real, content.padding], [0, 140]);
  assert.equal(exportContent(revoked, window(12, 4)), null);
  assert.equal(exportContent(revoked, window(15, 12)), null);
  assert.ok(holds(exportContent(revoked, window(9, 4)), key));
});

test('a key that was held when it was revoked is never released', () => {
  const key = dayKey(0);
  const all = source([published('a', 5, [key])], { a: 10 });
  const previous = { lastBlock: 9, windowEnd: NOON };
  assert.equal(exportContent(all, { lastBlock: 20, windowEnd: notBefore(key), previous, seed }), null);
});

test("a stranger's second publication of a key counts for nothing", () => {
  const key = dayKey(3);
  const copied = [published('a', 5, [key]), published('b', 7, [key], { reportType: 'CLINICAL_DIAGNOSIS' })];
  assert.equal(exportContent(source(copied), window(9, 6)), null);
  assert.equal(revises(exportContent(source(copied, { a: 10 }), window(12, 9)), key)?.reportType, 'REVOKED');
  // Even when the first was withdrawn before the copy came.
  assert.equal(exportContent(source(copied, { a: 6 }), window(9, 6)), null);
});

test('order on the ledger decides who was first: block, then index', () => {
  const key = dayKey(3);
  const [first, second] = [published('a', 5, [key], { index: 1 }), published('b', 5, [key], { index: 2, onset: null })];
  for (const publications of [
    [first, second],
    [second, first],
  ]) {
    const content = exportContent(source(publications!), window(9, 4))!;
    assert.equal(content.keys.find((exported) => toHex(exported.key) === toHex(key.key))!.daysSinceOnset, -1);
  }
});

test('a place within a block says nothing against an earlier block', () => {
  const key = dayKey(3);
  const all = source([published('a', 6, [key], { index: 0, onset: null }), published('b', 5, [key], { index: 9 })]);
  const content = exportContent(all, window(9, 4))!;
  assert.equal(content.keys.find((exported) => toHex(exported.key) === toHex(key.key))!.daysSinceOnset, -1);
});

test('a file does not show in which order its keys came to the ledger', () => {
  const [one, two] = [[dayKey(3), dayKey(1)], [dayKey(2)]];
  const earlier = exportContent(source([published('a', 5, one), published('b', 6, two)]), window(9, 4));
  const later = exportContent(source([published('a', 8, one), published('b', 6, two)]), window(9, 4));
  assert.deepEqual(earlier, later);
});

test('an authorisation that supersedes the first, through others too, holds the key on', () => {
  const key = dayKey(3);
  const publications = [published('a', 5, [key]), published('c', 11, [key])];
  const all = source(publications, { a: 10, b: 10 }, { c: 'b', b: 'a' });
  assert.equal(exportContent(all, window(12, 9)), null);
  assert.equal(revises(exportContent(all, window(10, 9)), key)?.reportType, 'REVOKED');
  assert.ok(holds(exportContent(all, window(12, 10)), key));
  const changed = source([publications[0]!, { ...publications[1]!, onset: null }], { a: 10 }, { c: 'a' });
  const content = exportContent(changed, window(12, 9))!;
  assert.deepEqual(
    [revises(content, key)?.reportType, revises(content, key)?.daysSinceOnset],
    ['CONFIRMED_TEST', null],
  );
  assert.equal(content.real, 0);
});

test('authorisations that supersede each other in a ring do no harm', () => {
  const key = dayKey(3);
  const all = source([published('a', 5, [key]), published('b', 6, [key])], {}, { b: 'c', c: 'b' });
  assert.equal(exportContent(all, window(9, 4))!.real, 1);
});

test('whether a publication has been purged makes no difference once its keys are too old', () => {
  const old = published('a', 5, [dayKey(16)]);
  const copy = published('b', 7, old.keys as TemporaryExposureKey[]);
  const fresh = published('c', 8, [dayKey(3)]);
  for (const revokedIn of [{}, { a: 8 }] as Record<string, number>[]) {
    const held = exportContent(source([old, copy, fresh], revokedIn), window(9, 6));
    assert.deepEqual(held, exportContent(source([copy, fresh], revokedIn), window(9, 6)));
    assert.equal(held!.real, 1);
    assert.equal(held!.revised.length, 0);
  }
});

/** A small ledger: publications with keys of few days, some shared, some revoked. */
const ledger = fc
  .array(
    fc.record({
      block: fc.integer({ min: 1, max: 20 }),
      days: fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { maxLength: 5 }),
      revokedAfter: fc.option(fc.integer({ min: 1, max: 8 })),
      onset: fc.option(fc.integer({ min: TODAY - 5, max: TODAY })),
      copies: fc.boolean(),
      supersedes: fc.boolean(),
    }),
    { maxLength: 8 },
  )
  .map((entries): ExportSource => {
    const publications: PublishedKeys[] = [];
    const revokedIn = new Map<string, number>();
    const supersedes = new Map<string, string>();
    entries.forEach(({ block, days, revokedAfter, onset, copies, supersedes: replaces }, index) => {
      const authorisation = `authorisation ${index}`;
      const before = publications.at(-1);
      const keys = copies && before !== undefined ? before.keys : days.map(dayKey);
      publications.push({ authorisation, block, index, keys, reportType: 'CONFIRMED_TEST', onset });
      if (revokedAfter !== null) revokedIn.set(authorisation, block + revokedAfter);
      if (replaces && before !== undefined) supersedes.set(authorisation, before.authorisation);
    });
    return { publications, revokedIn, supersedes };
  });

test('any two replicas make the same bytes, whatever the order in which they hold the ledger', () => {
  fc.assert(
    fc.property(ledger, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 10 }), (all, lastBlock, back) => {
      const cut = window(lastBlock, lastBlock - back);
      const other = { ...all, publications: [...all.publications].reverse() };
      const [one, two] = [exportContent(all, cut), exportContent(other, cut)];
      assert.equal(one === null, two === null);
      if (one === null || two === null) return;
      const bin = exportBin(one, meta);
      assert.deepEqual(exportBin(two, meta), bin);
      const read = decodeKeyExport(bin);
      assert.deepEqual(hexOf(read.keys), hexOf(one.keys));
      assert.deepEqual(hexOf(read.revisedKeys), hexOf(one.revised));
      assert.ok(read.keys.length >= 140);
      assert.equal(one.real + one.padding, one.keys.length);
    }),
  );
});

/** Keys (hex) of patients that stand for a phone which has followed exports cut at the given blocks. */
function followed(all: ExportSource, ends: readonly number[]): string[] {
  const patients = new Set(all.publications.flatMap(({ keys }) => hexOf(keys)));
  const standing = new Set<string>();
  let previous: ExportWindow['previous'] = null;
  for (const lastBlock of ends) {
    const content = exportContent(all, { lastBlock, windowEnd: NOON, previous, seed });
    if (content === null) continue;
    const revoked = content.revised.filter(({ reportType }) => reportType === 'REVOKED');
    for (const key of hexOf(content.keys)) if (patients.has(key)) standing.add(key);
    for (const key of hexOf(revoked)) standing.delete(key);
    previous = { lastBlock, windowEnd: NOON };
  }
  return [...standing].sort();
}

test('however the ledger is cut into exports, a phone that follows them all ends with the keys that stand', () => {
  fc.assert(
    fc.property(ledger, fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }), (all, cuts) => {
      const ends = [...cuts].sort((a, b) => a - b).concat(40);
      assert.deepEqual(followed(all, ends), followed(all, [40]));
    }),
  );
});
