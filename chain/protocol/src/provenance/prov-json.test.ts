import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProvBuilder } from './document.ts';
import { toProvJson } from './prov-json.ts';
import { provenanceStatements } from './statements.ts';
import { acts, History } from './testing/history.ts';

test('PROV-JSON has the member submission’s names', () => {
  const document = new ProvBuilder()
    .entity({ id: 'export/1', kind: 'export' })
    .entity({ id: 'publications/1', kind: 'publications', collection: true })
    .entity({ id: 'authorisation/2', kind: 'authorisation' })
    .entity({ id: 'authorisation/1', kind: 'authorisation' })
    .activity({ id: 'activity/ab', kind: 'export', at: { block: 7, index: 1 } })
    .activity({ id: 'activity/cd', kind: 'confirm', time: 1_793_620_800 })
    .agent({ id: 'agent/AuthorityMSP', kind: 'organisation' })
    .agent({ id: 'agent/clerk', kind: 'person' })
    .relate({ type: 'wasGeneratedBy', entity: 'export/1', activity: 'activity/ab' })
    .relate({ type: 'wasDerivedFrom', generated: 'authorisation/2', used: 'authorisation/1', revision: true })
    .relate({ type: 'wasAssociatedWith', activity: 'activity/ab', agent: 'agent/AuthorityMSP', role: 'api' })
    .relate({ type: 'actedOnBehalfOf', delegate: 'agent/clerk', responsible: 'agent/AuthorityMSP' })
    .relate({ type: 'hadMember', collection: 'publications/1', entity: 'export/1' })
    .document();
  assert.deepEqual(toProvJson(document), {
    prefix: { tally: 'urn:tallystick:v1:' },
    entity: {
      'tally:authorisation/1': { 'tally:kind': 'authorisation' },
      'tally:authorisation/2': { 'tally:kind': 'authorisation' },
      'tally:export/1': { 'tally:kind': 'export' },
      'tally:publications/1': {
        'tally:kind': 'publications',
        'prov:type': { $: 'prov:Collection', type: 'prov:QUALIFIED_NAME' },
      },
    },
    activity: {
      'tally:activity/ab': { 'tally:kind': 'export', 'tally:block': 7, 'tally:index': 1 },
      'tally:activity/cd': {
        'tally:kind': 'confirm',
        'prov:startTime': '2026-11-02T12:00:00.000Z',
        'prov:endTime': '2026-11-02T12:00:00.000Z',
      },
    },
    agent: {
      'tally:agent/AuthorityMSP': { 'prov:type': { $: 'prov:Organization', type: 'prov:QUALIFIED_NAME' } },
      'tally:agent/clerk': { 'prov:type': { $: 'prov:Person', type: 'prov:QUALIFIED_NAME' } },
    },
    actedOnBehalfOf: {
      '_:r1': { 'prov:delegate': 'tally:agent/clerk', 'prov:responsible': 'tally:agent/AuthorityMSP' },
    },
    hadMember: { '_:r2': { 'prov:collection': 'tally:publications/1', 'prov:entity': 'tally:export/1' } },
    wasAssociatedWith: {
      '_:r3': { 'prov:activity': 'tally:activity/ab', 'prov:agent': 'tally:agent/AuthorityMSP', 'tally:role': 'api' },
    },
    wasDerivedFrom: {
      '_:r4': {
        'prov:generatedEntity': 'tally:authorisation/2',
        'prov:usedEntity': 'tally:authorisation/1',
        'prov:type': { $: 'prov:Revision', type: 'prov:QUALIFIED_NAME' },
      },
    },
    wasGeneratedBy: { '_:r5': { 'prov:entity': 'tally:export/1', 'prov:activity': 'tally:activity/ab' } },
  });
});

test('every statement stands in it once', () => {
  fc.assert(
    fc.property(acts, (all) => {
      const document = provenanceStatements(History.withPolicy(all));
      const { prefix: _prefix, entity = {}, activity = {}, agent = {}, ...relations } = toProvJson(document);
      assert.equal(Object.keys(entity).length, document.entities.length);
      assert.equal(Object.keys(activity).length, document.activities.length);
      assert.equal(Object.keys(agent).length, document.agents.length);
      const stated = Object.values(relations).reduce((sum, kind) => sum + Object.keys(kind).length, 0);
      assert.equal(stated, document.relations.length);
    }),
  );
});
