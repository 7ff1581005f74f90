import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from './csv.ts';
import { blocksQuery, provenanceQuery, statisticsQuery } from './queries.ts';
import { queryUrl } from './query.ts';

test('cells with commas, quotes or line breaks are quoted', () => {
  const columns = [{ name: 'a,b', value: (row: string) => row }];
  assert.equal(toCsv(columns, ['x', 'say "y"', 'l\nm']), '"a,b"\r\nx\r\n"say ""y"""\r\n"l\nm"\r\n');
});

test('a question is an address that anybody can open', () => {
  const url = new URL(queryUrl(provenanceQuery('export/0000000001')), 'http://localhost');
  assert.equal(url.pathname, '/graphql');
  assert.deepEqual(JSON.parse(url.searchParams.get('variables') ?? ''), { of: 'export/0000000001' });
  assert.match(queryUrl(statisticsQuery), /^\/graphql\?query=query\+Statistics/);
  assert.equal(blocksQuery().variables, undefined);
  assert.deepEqual(blocksQuery('c').variables, { after: 'c' });
});
