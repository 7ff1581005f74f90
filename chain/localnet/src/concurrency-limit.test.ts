import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { RpcError } from './protoutil/errors.ts';

test('one call more than there are places is refused in Fabric’s words; a place is given back once', () => {
  const limit = new ConcurrencyLimit('/gateway.Gateway', 2);
  const [first] = [limit.enter(), limit.enter()];
  const full = new RpcError(2, 'too many requests for /gateway.Gateway, exceeding concurrency limit (2)');
  assert.throws(() => limit.enter(), full);
  first();
  first();
  limit.enter();
  assert.throws(() => limit.enter(), full);
});
