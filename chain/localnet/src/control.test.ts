import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOrder } from './control.ts';

test('orders: who goes away or comes back, and when that is noticed', () => {
  const now = { noticedAfter: 0, servesAfter: 0 };
  assert.deepEqual(parseOrder(' stop Org1MSP '), { action: 'stop', node: 'Org1MSP', ...now });
  assert.deepEqual(parseOrder('stop Org1MSP noticedAfter=5000'), {
    ...{ action: 'stop', node: 'Org1MSP' },
    ...{ noticedAfter: 5000, servesAfter: 0 },
  });
  assert.deepEqual(parseOrder('start Org1MSP servesAfter=1 noticedAfter=2'), {
    ...{ action: 'start', node: 'Org1MSP' },
    ...{ noticedAfter: 2, servesAfter: 1 },
  });
  assert.deepEqual(parseOrder('start orderer servesAfter=7').servesAfter, 7);
});

test('what is no order is told', () => {
  for (const line of ['', 'stop', 'halt Org1MSP'])
    assert.throws(() => parseOrder(line), /An order is: stop NODE/, line);
  for (const line of ['stop orderer noticedAfter=1', 'stop Org1MSP servesAfter=1', 'start Org1MSP noticedAfter=soon']) {
    assert.throws(() => parseOrder(line), /does not belong to/, line);
  }
});
