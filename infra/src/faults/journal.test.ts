import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Contents, isWhole, newJournal, tallies } from './journal.ts';

function contents(commitment: Record<string, number>): Contents {
  const none = new Map<string, number>();
  return {
    commitment: new Map(Object.entries(commitment)),
    answer: none,
    authorisation: none,
    publication: none,
    revocation: none,
  };
}

/** A journal of acknowledged and of unanswered commitments. */
function commitments(acknowledged: readonly string[], unanswered: readonly string[] = []) {
  const journal = newJournal();
  for (const name of acknowledged) journal.acknowledge(journal.begin('commitment', name));
  for (const name of unanswered) journal.begin('commitment', name);
  return journal.mutations;
}

test('acknowledged ones once, unanswered ones once or not at all: whole', () => {
  const { commitment } = tallies(commitments(['a', 'b'], ['c', 'd']), contents({ a: 1, b: 1, c: 1 }));
  assert.deepEqual(commitment, {
    submitted: 4,
    acknowledged: 2,
    onLedger: 3,
    lost: 0,
    doubled: 0,
    unasked: 0,
    refused: 0,
  });
  assert.equal(isWhole(commitment), true);
});

test('what is acknowledged and missing is lost', () => {
  const { commitment } = tallies(commitments(['a', 'b']), contents({ a: 1 }));
  assert.equal(commitment.lost, 1);
  assert.equal(isWhole(commitment), false);
});

test('what stands twice is doubled, acknowledged or not', () => {
  const { commitment } = tallies(commitments(['a'], ['b']), contents({ a: 3, b: 2 }));
  assert.equal(commitment.doubled, 3);
  assert.equal(isWhole(commitment), false);
});

test('a client that asks anew under another name leaves what nobody asked for', () => {
  const { commitment } = tallies(commitments(['a']), contents({ a: 1, 'a again': 1 }));
  assert.equal(commitment.unasked, 1);
  assert.equal(isWhole(commitment), false);
});

test('a refusal for good is no success, though nothing is lost', () => {
  const [mutation] = commitments([], ['a']);
  assert.ok(mutation);
  mutation.refused = 'BAD_REQUEST';
  const { commitment } = tallies([mutation], contents({}));
  assert.deepEqual([commitment.lost, commitment.refused, isWhole(commitment)], [0, 1, false]);
});
