import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkProvenance, type ProvConstraint } from './check.ts';
import { ProvBuilder, type ProvDocument, type ProvRelation } from './document.ts';

/** `make` (block 1) makes `a`; `use` (block 2) uses it and makes `b` from it; `end` (block 3) ends `a`. */
function valid(...more: ProvRelation[]): ProvBuilder {
  const builder = new ProvBuilder()
    .entity({ id: 'a', kind: 'x' })
    .entity({ id: 'b', kind: 'x' })
    .entity({ id: 'set', kind: 'x', collection: true })
    .activity({ id: 'make', kind: 'x', at: { block: 1, index: 0 } })
    .activity({ id: 'use', kind: 'x', at: { block: 2, index: 0 } })
    .activity({ id: 'end', kind: 'x', at: { block: 3, index: 0 } })
    .agent({ id: 'who', kind: 'organisation' })
    .agent({ id: 'clerk', kind: 'person' });
  const relations: ProvRelation[] = [
    { type: 'wasGeneratedBy', entity: 'a', activity: 'make' },
    { type: 'used', activity: 'use', entity: 'a' },
    { type: 'wasGeneratedBy', entity: 'b', activity: 'use' },
    { type: 'wasDerivedFrom', generated: 'b', used: 'a' },
    { type: 'wasInvalidatedBy', entity: 'a', activity: 'end' },
    { type: 'wasAssociatedWith', activity: 'use', agent: 'clerk', role: 'x' },
    { type: 'actedOnBehalfOf', delegate: 'clerk', responsible: 'who' },
    { type: 'hadMember', collection: 'set', entity: 'b' },
  ];
  for (const relation of [...relations, ...more]) builder.relate(relation);
  return builder;
}

const constraintsOf = (document: ProvDocument): ProvConstraint[] => [
  ...new Set(checkProvenance(document).map(({ constraint }) => constraint)),
];

/** Each adds one lie to the valid document. */
const lies: readonly [what: string, constraints: readonly ProvConstraint[], document: () => ProvDocument][] = [
  [
    'an entity is named that nobody states',
    ['closure'],
    () => valid({ type: 'used', activity: 'use', entity: 'z' }).document(),
  ],
  [
    'an activity is named that nobody states',
    ['closure'],
    () => valid({ type: 'used', activity: 'z', entity: 'a' }).document(),
  ],
  [
    'an agent is named that nobody states',
    ['closure'],
    () => valid({ type: 'actedOnBehalfOf', delegate: 'z', responsible: 'who' }).document(),
  ],
  ['an activity is used', ['typing'], () => valid({ type: 'used', activity: 'use', entity: 'make' }).document()],
  [
    'something has members and is no collection',
    ['typing'],
    () => valid({ type: 'hadMember', collection: 'b', entity: 'a' }).document(),
  ],
  [
    'one id names two entities',
    ['key-object'],
    () => {
      const document = valid().document();
      return { ...document, entities: [...document.entities, { id: 'a', kind: 'y' }] };
    },
  ],
  [
    'an activity is an entity',
    ['entity-activity-disjoint'],
    () => valid().entity({ id: 'make', kind: 'x' }).document(),
  ],
  [
    'something is made twice',
    ['unique-generation'],
    () =>
      valid({ type: 'wasGeneratedBy', entity: 'a', activity: 'again' })
        .activity({ id: 'again', kind: 'x', at: { block: 1, index: 1 } })
        .document(),
  ],
  [
    'something ends twice',
    ['unique-invalidation'],
    () =>
      valid({ type: 'wasInvalidatedBy', entity: 'a', activity: 'again' })
        .activity({ id: 'again', kind: 'x', at: { block: 4, index: 0 } })
        .document(),
  ],
  [
    'something is used before it is made',
    ['generation-precedes-usage', 'cycle'],
    () => valid({ type: 'used', activity: 'make', entity: 'b' }).document(),
  ],
  [
    'something is used after it ended',
    ['usage-precedes-invalidation'],
    () =>
      valid({ type: 'used', activity: 'late', entity: 'a' })
        .activity({ id: 'late', kind: 'x', at: { block: 3, index: 1 } })
        .document(),
  ],
  [
    'something ends before it is made',
    ['generation-precedes-invalidation'],
    () => valid({ type: 'wasInvalidatedBy', entity: 'b', activity: 'make' }).document(),
  ],
  [
    'something derives from what is younger',
    ['derivation-generation-generation-ordering', 'cycle'],
    () => valid({ type: 'wasDerivedFrom', generated: 'a', used: 'b' }).document(),
  ],
  [
    'something derives from itself',
    ['derivation-generation-generation-ordering', 'cycle'],
    () => valid({ type: 'wasDerivedFrom', generated: 'b', used: 'b' }).document(),
  ],
  [
    'things without a known moment derive from one another',
    ['cycle'],
    () =>
      valid(
        { type: 'wasDerivedFrom', generated: 'c', used: 'd' },
        { type: 'wasDerivedFrom', generated: 'd', used: 'c' },
      )
        .entity({ id: 'c', kind: 'x' })
        .entity({ id: 'd', kind: 'x' })
        .document(),
  ],
  [
    'by the clock of an organisation, something is used before it is made',
    ['generation-precedes-usage'],
    () =>
      valid(
        { type: 'wasGeneratedBy', entity: 'c', activity: 'later' },
        { type: 'used', activity: 'earlier', entity: 'c' },
      )
        .entity({ id: 'c', kind: 'x' })
        .activity({ id: 'earlier', kind: 'x', time: 5 })
        .activity({ id: 'later', kind: 'x', time: 6 })
        .document(),
  ],
];

suite('a document is refused when', () => {
  for (const [what, constraints, document] of lies) {
    test(`${what}: ${constraints.join(', ')}`, () => assert.deepEqual(constraintsOf(document()), constraints));
  }
});

test('the honest document is valid', () => {
  assert.deepEqual(checkProvenance(valid().document()), []);
});

test('a violation says what it is about', () => {
  const document = valid({ type: 'used', activity: 'use', entity: 'z' }).document();
  assert.deepEqual(checkProvenance(document), [{ constraint: 'closure', subject: 'use', object: 'z' }]);
});

test('a long history does not exhaust the call stack', () => {
  const builder = new ProvBuilder().entity({ id: 'e0', kind: 'x' });
  for (let i = 1; i <= 50_000; i++) {
    builder
      .entity({ id: `e${i}`, kind: 'x' })
      .relate({ type: 'wasDerivedFrom', generated: `e${i}`, used: `e${i - 1}` });
  }
  assert.deepEqual(checkProvenance(builder.document()), []);
});
