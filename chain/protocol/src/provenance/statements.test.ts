import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { checkProvenance } from './check.ts';
import { comparePositions, endsOf, type ProvDocument } from './document.ts';
import { provenanceStatements, setId } from './statements.ts';
import { type Act, acts, History, keysOf } from './testing/history.ts';
import { provenanceOf } from './walk.ts';

const act = (what: Act['what'], which = 0): Act => ({ what, which });
const idsOf = ({ entities }: ProvDocument, kind: string): string[] =>
  entities.filter((entity) => entity.kind === kind).map(({ id }) => id);

/** Two patients publish, a file is made, phones answer; then one is revoked and another file follows. */
const story: Act[] = [
  act('authorise'),
  act('authorise'),
  act('publish', 0),
  act('publish', 1),
  act('export'),
  act('answer', 0),
  act('revoke', 0),
  act('authorise'),
  act('export'),
  act('answer', 0),
];

suite('the story', () => {
  const placed = History.withPolicy(story);
  const document = provenanceStatements(placed);
  const [first, second] = keysOf(placed, 'answers') as [string, string];
  const authorisations = keysOf(placed, 'authorisation');

  test('is valid', () => {
    assert.deepEqual(checkProvenance(document), []);
  });

  test('leads from the answers to the exports, the set of publications and the authorisations', () => {
    const walked = provenanceOf(first, document);
    assert.deepEqual(idsOf(walked, 'export'), ['export/0000000001']);
    assert.deepEqual(idsOf(walked, 'publications'), [setId('publications', 1)]);
    assert.deepEqual(idsOf(walked, 'publication').sort(), keysOf(placed, 'publication').sort());
    assert.deepEqual(idsOf(walked, 'authorisation'), authorisations.slice(0, 2).sort());
    assert.deepEqual(
      walked.agents.map(({ id }) => id),
      ['agent/AuthorityMSP', 'agent/HealthMSP'],
    );
  });

  test('answers after the correction lead to the revocation too', () => {
    const walked = provenanceOf(second, document);
    assert.deepEqual(idsOf(walked, 'export'), ['export/0000000001', 'export/0000000002']);
    assert.deepEqual(idsOf(walked, 'revocation'), keysOf(placed, 'revocation'));
    const ended = walked.relations
      .filter(({ type }) => type === 'wasInvalidatedBy')
      .map((relation) => endsOf(relation)[0]);
    assert.deepEqual(ended, [authorisations[0], keysOf(placed, 'publication')[0]]);
  });

  test('an authorisation leads to nobody but the hospital', () => {
    const walked = provenanceOf(authorisations[2] ?? '', document);
    assert.equal(walked.entities.length, 1);
    assert.deepEqual(
      walked.agents.map(({ id }) => id),
      ['agent/HealthMSP'],
    );
  });

  test('a file rests on earlier publications as long as a key of theirs may have been held back', () => {
    // Windows of four hours; a key is held for at most a day and two hours after its publication.
    const files = Array.from({ length: 12 }, () => [act('authorise'), act('authorise'), act('export')]).flat();
    const { relations } = provenanceStatements(
      History.withPolicy([act('authorise'), act('publish'), act('export'), ...files]),
    );
    const resting = relations.filter(
      (each) => each.type === 'wasDerivedFrom' && each.used === setId('publications', 1),
    );
    assert.deepEqual(
      resting.map((relation) => Number(endsOf(relation)[0].slice('export/'.length))),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
  });

  test('what is not there has no provenance', () => {
    assert.throws(() => provenanceOf('export/0000000009', document), { code: 'NOT_FOUND' });
  });
});

suite('whatever happened on the ledger', () => {
  test('the statements are valid', () => {
    fc.assert(
      fc.property(acts, (all) => assert.deepEqual(checkProvenance(provenanceStatements(History.withPolicy(all))), [])),
    );
  });

  test('they do not depend on the order in which the records are given', () => {
    fc.assert(
      fc.property(acts, fc.infiniteStream(fc.nat()), (all, numbers) => {
        const placed = History.withPolicy(all);
        const mixed = placed.map((each) => ({ each, by: numbers.next().value })).sort((a, b) => a.by - b.by);
        assert.deepEqual(provenanceStatements(mixed.map(({ each }) => each)), provenanceStatements(placed));
      }),
    );
  });

  test('answers derive from exports alone, exports from sets alone', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const document = provenanceStatements(History.withPolicy(all));
        const kinds = new Map(document.entities.map(({ id, kind }) => [id, kind]));
        for (const relation of document.relations) {
          if (relation.type !== 'wasDerivedFrom') continue;
          const [from, to] = [kinds.get(relation.generated), kinds.get(relation.used)];
          if (from === 'answers') assert.equal(to, 'export');
          if (from === 'export') assert.ok(to === 'publications' || to === 'revocations');
          assert.notEqual(to, 'answers');
        }
      }),
    );
  });

  test('every publication in the blocks of an export is in exactly one set', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const placed = History.withPolicy(all);
        const { relations } = provenanceStatements(placed);
        const covered = Math.max(-1, ...placed.map(({ record }) => (record.type === 'export' ? record.lastBlock : -1)));
        for (const { record, block } of placed) {
          if (record.type !== 'publication') continue;
          const key = `publication/${record.authorisation}`;
          const sets = relations.filter((each) => each.type === 'hadMember' && each.entity === key);
          assert.equal(sets.length, block <= covered ? 1 : 0);
        }
      }),
    );
  });

  test('nothing leads to what came later', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const placed = History.withPolicy(all);
        const document = provenanceStatements(placed);
        const positions = new Map(document.activities.map(({ id, at }) => [id, at]));
        for (const id of keysOf(placed, 'answers')) {
          const walked = provenanceOf(id, document);
          const made = walked.relations.find((each) => each.type === 'wasGeneratedBy' && each.entity === id);
          const own = positions.get(made === undefined ? '' : endsOf(made)[1]);
          assert.ok(own);
          for (const relation of walked.relations) {
            if (relation.type !== 'wasGeneratedBy') continue;
            const at = positions.get(relation.activity);
            assert.ok(at !== undefined && comparePositions(at, own) <= 0);
          }
          assert.deepEqual(checkProvenance(walked), []);
        }
      }),
    );
  });
});
