import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provenance } from '../testing/stubbed-answers.ts';
import { layoutThings } from './layout.ts';
import { thingsOf } from './steps.ts';

const { things, backs } = thingsOf(provenance);

test('a thing is told with who made it, in which block, and who ended it', () => {
  const answers = things.find(({ id }) => id === provenance.of);
  assert.deepEqual([answers?.made, answers?.ended], ['counted by Authority, block 57', undefined]);
  const ended = things.filter((thing) => thing.ended !== undefined);
  assert.deepEqual(
    ended.map(({ kind, ended: by }) => [kind, by]),
    [['publication', 'revoked by Health, block 52']],
  );
  assert.equal(things.find(({ kind }) => kind === 'publications')?.made, undefined);
});

test('what was asked about stands first, and every step leads to a later column', () => {
  const { placed, backs: drawn, left } = layoutThings(provenance.of, things, backs);
  const places = new Map(placed.map((thing) => [thing.id, thing]));
  assert.equal(places.get(provenance.of)?.x, 0);
  assert.equal(left, 0);
  assert.equal(drawn.length, backs.length);
  for (const { from, to } of drawn) assert.ok((places.get(from)?.x ?? 0) < (places.get(to)?.x ?? 0), `${from} ${to}`);
  assert.equal(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size, placed.length, 'no two things in one place');
});

test('a full column is cut and counted, and what is not drawn has no lines', () => {
  const many = Array.from({ length: 9 }, (_, index) => ({
    id: `t${index}`,
    kind: 'x',
    made: undefined,
    ended: undefined,
  }));
  const star = many.slice(1).map(({ id }) => ({ from: 't0', to: id, type: 'hadMember' as const }));
  const { placed, left, backs: drawn } = layoutThings('t0', many, star, 3);
  assert.deepEqual([placed.length, left, drawn.length], [4, 5, 3]);
});

test('a cycle, which no honest answer has, ends all the same', () => {
  const two = ['a', 'b'].map((id) => ({ id, kind: 'x', made: undefined, ended: undefined }));
  const loop = [
    { from: 'a', to: 'b', type: 'wasDerivedFrom' as const },
    { from: 'b', to: 'a', type: 'wasDerivedFrom' as const },
  ];
  assert.equal(layoutThings('a', two, loop).placed.length, 2);
});
