import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countryOf } from './country.ts';
import type { Stage } from './measure.ts';

const largest: Stage = {
  name: 'batches of 1000',
  commitments: 10_000,
  purged: 0,
  blocks: 10,
  transactions: 10,
  blockBytes: 50_000,
  privateBytes: 700_000,
  diskBytes: 1,
};
const purged: Stage = { ...largest, name: 'after purge', purged: 20, blocks: 11, transactions: 11, blockBytes: 54_000 };

test('the estimate follows from the largest step and its purge', () => {
  const value = (what: string, unit: string): number =>
    countryOf([largest, purged]).find((line) => line.what === what && line.unit.startsWith(unit))?.value ??
    assert.fail(what);
  assert.equal(Math.round(value('commitments and answers', 'a second')), 1852);
  assert.equal(value('transactions at least', 'a day'), 2 * 19_532);
  // 5,000 bytes of a transaction, and 4,000 / 20 of a name in a purge.
  assert.equal(value('blocks, for ever', 'MB'), (2 * 19_532 * 5_200) / 1e6);
  assert.equal(value('private values at once', 'GB'), (160e6 * 17 * 70) / 1e9);
});
