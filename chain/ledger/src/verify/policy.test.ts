import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chaincodePolicy, collectionPolicies, type Endorser, isSatisfied } from './policy.ts';

const peer = (mspId: string): Endorser => ({ mspId, units: ['peer'] });
const [health, authority, auditor] = ['HealthMSP', 'AuthorityMSP', 'AuditorMSP'].map(peer) as [
  Endorser,
  Endorser,
  Endorser,
];

test('two of three peers satisfy the chaincode’s policy; one, twice one, or a client do not', () => {
  assert.ok(isSatisfied(chaincodePolicy, [authority, auditor]));
  assert.ok(isSatisfied(chaincodePolicy, [auditor, health]));
  assert.ok(!isSatisfied(chaincodePolicy, [authority]));
  assert.ok(!isSatisfied(chaincodePolicy, [authority, authority]));
  assert.ok(!isSatisfied(chaincodePolicy, [authority, { mspId: 'AuditorMSP', units: ['client'] }]));
  assert.ok(!isSatisfied(chaincodePolicy, [authority, peer('OtherMSP')]));
});

test('authorisations need Health and one other; other collections have no policy of their own', () => {
  assert.deepEqual(Object.keys(collectionPolicies), ['authorisations']);
  const policy = collectionPolicies.authorisations!;
  assert.ok(isSatisfied(policy, [health, auditor]));
  assert.ok(isSatisfied(policy, [authority, health]));
  assert.ok(!isSatisfied(policy, [authority, auditor]));
  assert.ok(!isSatisfied(policy, [health]));
});
