import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocks } from '../testing/stubbed-answers.ts';
import { brokenLinks, mergeBlocks } from './merge.ts';

test('pages that overlap make one list, newest first', () => {
  const merged = mergeBlocks(blocks.slice(0, 6), blocks.slice(4));
  assert.deepEqual(
    merged.map(({ number }) => number),
    blocks.map(({ number }) => number),
  );
});

test('a block that does not name the one below it is found; a gap is not judged', () => {
  assert.deepEqual(brokenLinks(blocks), []);
  const changed = blocks.map((block) => (block.number === 52 ? { ...block, headerHash: 'ff'.repeat(32) } : block));
  assert.deepEqual(brokenLinks(changed), [53]);
  assert.deepEqual(brokenLinks(changed.filter(({ number }) => number !== 52)), []);
});
