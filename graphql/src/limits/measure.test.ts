import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getIntrospectionQuery, getOperationAST, parse, validate } from 'graphql';
import { executableSchema } from '../http/graphql.ts';
import { queryLimits } from './limits.ts';
import { assumedListLength, measureQuery, measureVaries, type QueryMeasure } from './measure.ts';

const schema = executableSchema('api');

function measure(text: string, variables: Record<string, unknown> = {}): QueryMeasure {
  const document = parse(text);
  assert.deepEqual(validate(schema, document), []);
  return measureQuery(schema, document, getOperationAST(document)!, variables, 1_000_000);
}

describe('what a query asks for', () => {
  it('is its depth, with fragments expanded', () => {
    assert.equal(measure('{ network { id } }').depth, 2);
    const text =
      'query { block(number: 1) { ...B } } fragment B on Block { transactions { ... on Transaction { id } } }';
    assert.equal(measure(text).depth, 3);
  });

  it('is its aliases, wherever they stand', () => {
    assert.equal(measure('{ a: network { x: id y: id } network { id } }').aliases, 3);
    assert.equal(measure('query { ...Q ...Q } fragment Q on Query { a: network { id } }').aliases, 2);
  });

  it('costs its fields, those of a page as often as the page has entries', () => {
    assert.equal(measure('{ network { id height } }').cost, 3);
    // blocks, then 7 × (nodes, number)
    assert.equal(measure('{ blocks(first: 7) { nodes { number } } }').cost, 1 + 7 * 2);
    assert.equal(measure('query ($n: Int) { blocks(first: $n) { nodes { number } } }', { n: 7 }).cost, 1 + 7 * 2);
    assert.equal(measure('{ blocks { nodes { number } } }').cost, 1 + 20 * 2);
  });

  it('depends on variables where one of them is a page size, and nowhere else', () => {
    const varies = (text: string): boolean => measureVaries(parse(text));
    assert.equal(varies('query ($n: Int) { blocks(first: $n) { nodes { number } } }'), true);
    assert.equal(
      varies('query ($n: Int) { ...Q } fragment Q on Query { network { id } blocks(first: $n) { nodes { number } } }'),
      true,
    );
    assert.equal(varies('{ blocks(first: 7) { nodes { number } } }'), false);
    assert.equal(varies('query ($n: Int!) { block(number: $n) { number } }'), false);
  });

  it('takes a page size that is none for the largest', () => {
    for (const n of [undefined, null, -5, 1e9, 'many']) {
      assert.equal(measure('query ($n: Int) { blocks(first: $n) { nodes { number } } }', { n }).cost, 1 + 100 * 2);
    }
  });

  it('multiplies lists without a page size too', () => {
    const cost = measure('{ blocks(first: 2) { nodes { transactions { id } } } }').cost;
    assert.equal(cost, 1 + 2 * (1 + 1 + assumedListLength));
  });

  it('lets the endorsements of a few transactions through, and not those of whole blocks', () => {
    const endorsement = 'endorsement { payload endorsements { endorser signature } }';
    const ask = (text: string): number => measure(text).cost;
    assert.ok(ask(`{ transactions(first: 9) { nodes { id ${endorsement} } } }`) <= queryLimits.cost);
    assert.ok(ask(`{ transactions(first: 10) { nodes { id ${endorsement} } } }`) > queryLimits.cost);
    assert.ok(ask(`{ block(number: 7) { transactions { ${endorsement} } } }`) > queryLimits.cost);
  });

  it('lets the usual introspection through, and not a nested one', () => {
    const usual = measure(getIntrospectionQuery());
    assert.ok(usual.introspectionDepth <= queryLimits.introspectionDepth);
    assert.ok(usual.cost <= queryLimits.cost && usual.depth <= queryLimits.depth);
    const nested = `{ __schema { types { ${'ofType { '.repeat(20)} name ${'} '.repeat(20)} } } }`;
    assert.ok(measure(nested).introspectionDepth > queryLimits.introspectionDepth);
  });

  it('is not counted to the end once it is too much', () => {
    const many = 25;
    const fragments = Array.from(
      { length: many },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    ).join(' ');
    const document = parse(`query { ...F0 } ${fragments} fragment F${many} on Query { network { id } }`);
    const started = performance.now();
    const { cost } = measureQuery(schema, document, getOperationAST(document)!, {}, queryLimits.cost);
    assert.ok(cost > queryLimits.cost);
    assert.ok(performance.now() - started < 1_000);
  });
});
