import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { modelOf } from '../testing/ledger-blocks.ts';
import { transactionPages } from './ledger-rows.ts';
import { decodeCursor, encodeCursor, type PageRequest, readPage } from './pages.ts';

describe('a connection', () => {
  it('read page by page gives everything once, in ledger order, in either direction', () => {
    const blocks = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 7 }), fc.boolean(), (sizes, first, newestFirst) => {
        const model = modelOf(sizes.map((size) => Array.from({ length: size }, () => ({}))));
        const places: string[] = [];
        let after: string | null = null;
        for (;;) {
          const page: ReturnType<typeof readPage<{ block: number; index: number }>> = readPage(
            model,
            transactionPages,
            { first, after, newestFirst },
          );
          assert.equal(
            page.totalCount,
            sizes.reduce((sum, size) => sum + size, 0),
          );
          places.push(...page.nodes.map(({ block, index }) => `${block}:${index}`));
          after = page.pageInfo.endCursor;
          if (!page.pageInfo.hasNextPage) break;
        }
        const expected = sizes.flatMap((size, block) =>
          Array.from({ length: size }, (_, index) => `${block}:${index}`),
        );
        assert.deepEqual(places, newestFirst ? expected.reverse() : expected);
        model.close();
      }),
      { numRuns: 40 },
    );
  });

  it('refuses page sizes and cursors that are none', () => {
    const model = modelOf([[{}]]);
    const ask = (request: Partial<PageRequest>): unknown =>
      readPage(model, transactionPages, { first: 10, newestFirst: true, ...request });
    for (const first of [0, -1, 101]) assert.throws(() => ask({ first }), { code: 'BAD_REQUEST', field: 'first' });
    for (const after of [
      '',
      'x',
      Buffer.from('1:2:3').toString('base64url'),
      Buffer.from("1:0'").toString('base64url'),
    ]) {
      assert.throws(() => ask({ after }), { code: 'BAD_REQUEST', field: 'after' });
    }
    assert.deepEqual(decodeCursor(encodeCursor({ block: 12, index: 3 })), { block: 12, index: 3 });
  });
});
