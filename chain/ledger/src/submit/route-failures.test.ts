import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, TallystickError } from '@tallystick/protocol';
import type { Failure, Remedy } from './failures.ts';
import { RouteFailures } from './route-failures.ts';

const failure = (code: ErrorCode, remedy: Remedy, down: string[] = []): Failure => ({
  error: new TallystickError(code),
  remedy,
  down,
  unreached: false,
});
const own = { gateway: 'A', endorsers: ['A', 'B'] };
const other = { gateway: 'B', endorsers: ['B', 'A'] };

test('what one peer denies counts once a second one says the same', () => {
  const failures = new RouteFailures();
  assert.equal(failures.note(own, failure('CODE_UNKNOWN', 'confirm')), undefined);
  assert.deepEqual([failures.isOpen(own), failures.isOpen(other)], [false, true], 'the second opinion is another’s');
  assert.equal(failures.note(other, failure('CODE_UNKNOWN', 'confirm'))?.remedy, 'none');
});

test('a denial that nobody could contradict is told, and is not final', () => {
  const failures = new RouteFailures();
  failures.note(own, failure('ACCESS_DENIED', 'confirm'));
  assert.equal(failures.note(other, failure('LEDGER_UNAVAILABLE', 'elsewhere')), undefined);
  const { error, remedy } = failures.outcome();
  assert.deepEqual([error.code, remedy], ['ACCESS_DENIED', 'elsewhere']);
});

test('what is final, or mended by time, ends the routes; what is down is not asked again', () => {
  const failures = new RouteFailures();
  assert.equal(failures.note(own, failure('CODE_USED', 'none'))?.error.code, 'CODE_USED');
  assert.equal(failures.note(own, failure('ENDORSEMENT_REFUSED', 'again'))?.error.code, 'ENDORSEMENT_REFUSED');
  assert.equal(failures.note(own, failure('LEDGER_UNAVAILABLE', 'elsewhere', ['B'])), undefined);
  assert.equal(failures.isOpen(other), false);
  assert.equal(failures.isOpen({ gateway: 'A', endorsers: ['A', 'C'] }), true);
});
