import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { TransactionName } from '@tallystick/protocol';
import { refusals } from './testing/refusals.ts';
import { World } from './testing/world.ts';

for (const [name, cases] of Object.entries(refusals) as [TransactionName, (typeof refusals)[TransactionName]][]) {
  suite(`${name} refuses`, () => {
    for (const { when, code, field, given = World.begin, request } of cases) {
      test(`with ${code} when ${when}`, async () => {
        const world = await given();
        const { answer, error, errorText, writes, privateWrites, purges } = await world.send(request());
        assert.equal(answer, undefined);
        assert.equal(error?.code, code, errorText);
        if (field !== undefined) assert.equal(error?.field, field);
        assert.equal(errorText, error?.toText());
        assert.deepEqual([writes.size, privateWrites.size, purges.length], [0, 0, 0], 'nothing is written');
      });
    }
  });
}
