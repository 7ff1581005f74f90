import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idleness } from './idle.ts';
import { placeOf, signInUrl } from './place.ts';

test('a session is active, then about to end for a minute, then over', () => {
  assert.deepEqual(idleness(0, 900), { state: 'active' });
  assert.deepEqual(idleness(839, 900), { state: 'active' });
  assert.deepEqual(idleness(840, 900), { state: 'ending', left: 60 });
  assert.deepEqual(idleness(899.5, 900), { state: 'ending', left: 1 });
  assert.deepEqual(idleness(900, 900), { state: 'over' });
});

test('a short session warns for its second half at most', () => {
  assert.deepEqual(idleness(4, 10), { state: 'active' });
  assert.deepEqual(idleness(5, 10), { state: 'ending', left: 5 });
});

test('signing in leads back to the very place, and never to another origin', () => {
  assert.equal(placeOf({ pathname: '/case', search: '?id=a%20b' }), '/case?id=a+b');
  assert.equal(placeOf({ pathname: '/', search: '?error=SIGN_IN_FAILED' }), '/');
  assert.equal(placeOf({ pathname: '//evil.example', search: '' }), '/');
  assert.equal(signInUrl('/case?id=1'), '/api/auth/login?returnTo=%2Fcase%3Fid%3D1');
});
