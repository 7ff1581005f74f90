import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worklist } from '../testing/stubbed-answers.ts';
import { nextRow, rowHref, shownRows } from './rows.ts';

const ids = (search: string): string[] => shownRows(worklist.items.toReversed(), search).map(({ id }) => id);

test('rows stand with the newest evidence first', () => {
  assert.deepEqual(ids(''), ['ready', 'held', 'unclaimed', 'expired', 'failed']);
});

test('every word of a search has to occur, in any case', () => {
  assert.deepEqual(ids('HOHENZOLLERN 1990'), ['held']);
  assert.deepEqual(ids('by hand'), ['failed']);
  assert.deepEqual(ids('erika 1990'), []);
});

test('a row leads to its case or its message', () => {
  assert.equal(rowHref({ kind: 'case', id: 'a/b' }), '/case?id=a%2Fb');
  assert.equal(rowHref({ kind: 'message', id: '7' }), '/message?id=7');
});

test('j and k stay inside the list and begin at its ends', () => {
  assert.deepEqual([nextRow(-1, 1, 3), nextRow(0, 1, 3), nextRow(2, 1, 3)], [0, 1, 2]);
  assert.deepEqual([nextRow(-1, -1, 3), nextRow(2, -1, 3), nextRow(0, -1, 3)], [2, 1, 0]);
  assert.equal(nextRow(-1, 1, 0), -1);
});
