import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulationResults } from '../ledger/simulator.ts';
import { compileChaincode } from '../lifecycle.ts';
import { outOf, policyEnvelope } from '../msp/policy.ts';
import { testDefinition } from '../testing/definition.ts';
import { type Plan, planFrom } from './plan.ts';

const chaincode = compileChaincode(testDefinition('127.0.0.1:1'));
const [HEALTH, AUTHORITY, AUDITOR] = ['HealthMSP', 'AuthorityMSP', 'AuditorMSP'] as const;

type Access = { read?: string[]; written?: string[]; writesPublicly?: boolean; keyPolicies?: Uint8Array[] };

function plan(access: Access, hasTransient: boolean, own: string = HEALTH): Plan {
  const results: SimulationResults = {
    publicBytes: new Uint8Array(),
    privateSets: [],
    writesPublicly: access.writesPublicly ?? false,
    collectionsRead: new Set(access.read),
    collectionsWritten: new Set(access.written),
    collectionsByDefault: new Set(access.written),
    keyPolicies: access.keyPolicies ?? [],
  };
  return planFrom(results, { chaincode, peers: [HEALTH, AUTHORITY, AUDITOR], own, hasTransient });
}

/** The layouts as sorted names, so that the order in which they are tried does not matter. */
function sets(result: Plan): string[] {
  assert.ok('layouts' in result);
  return result.layouts.map((layout) => layout.toSorted().join('+')).sort();
}

test('public writes: any two of three, those with the own organisation first', () => {
  const result = plan({ writesPublicly: true }, false, AUTHORITY);
  assert.deepEqual(sets(result), ['AuditorMSP+AuthorityMSP', 'AuditorMSP+HealthMSP', 'AuthorityMSP+HealthMSP']);
  assert.ok('layouts' in result && !result.layouts[2]!.includes(AUTHORITY));
});

test('transient data for a collection goes to its members alone', () => {
  assert.deepEqual(sets(plan({ written: ['keys'] }, true, AUTHORITY)), ['AuditorMSP+AuthorityMSP']);
  assert.deepEqual(sets(plan({ written: ['keys'], writesPublicly: true }, true, AUTHORITY)), [
    'AuditorMSP+AuthorityMSP',
  ]);
});

test('without transient data those who write need not be members, those who read do', () => {
  assert.equal(sets(plan({ written: ['keys'] }, false)).length, 3);
  assert.deepEqual(sets(plan({ read: ['keys'], writesPublicly: true }, false)), ['AuditorMSP+AuthorityMSP']);
});

test('a collection’s own policy replaces the chaincode’s for its keys, and adds to it beside public writes', () => {
  const withHealth = ['AuditorMSP+HealthMSP', 'AuthorityMSP+HealthMSP'];
  assert.deepEqual(sets(plan({ written: ['records'] }, true)), withHealth);
  assert.deepEqual(sets(plan({ written: ['records'], writesPublicly: true }, true)), withHealth);
});

test('a collection with too few members: unprotected with transient data, impossible when it is read', () => {
  assert.deepEqual(plan({ written: ['healthOnly'] }, true), { unprotected: ['healthOnly'] });
  assert.deepEqual(plan({ read: ['healthOnly'], writesPublicly: true }, false), { impossible: true });
});

test('a key’s own policy replaces the chaincode’s, and adds to it beside other keys; nonsense satisfies nobody', () => {
  const auditor = policyEnvelope(outOf(1, [{ mspId: AUDITOR, role: 'peer' }])).serializeBinary();
  assert.deepEqual(sets(plan({ keyPolicies: [auditor] }, false)), ['AuditorMSP']);
  assert.deepEqual(sets(plan({ keyPolicies: [auditor], writesPublicly: true }, false)), [
    'AuditorMSP+AuthorityMSP',
    'AuditorMSP+HealthMSP',
  ]);
  assert.deepEqual(plan({ keyPolicies: [Buffer.from('no policy')] }, false), { impossible: true });
});
