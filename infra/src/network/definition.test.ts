import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chaincodeDefinition } from '@tallystick/contract';
import { collections } from '@tallystick/ledger';
import { type CollectionName, transactionFunctions } from '@tallystick/protocol';

const named = (policy: string): string[] => [...policy.matchAll(/'(\w+)\.\w+'/g)].map((match) => match[1] ?? '').sort();

test('the client sends private values to exactly the members that the chaincode’s definition names', () => {
  assert.deepEqual(Object.keys(collections).sort(), chaincodeDefinition.collections.map(({ name }) => name).sort());
  for (const definition of chaincodeDefinition.collections) {
    const { members, required } = collections[definition.name as CollectionName];
    assert.deepEqual([...members].sort(), named(definition.policy));
    const own = 'endorsementPolicy' in definition ? definition.endorsementPolicy.signaturePolicy : '';
    for (const mspId of required) assert.ok(own.startsWith(`AND('${mspId}.peer',OR(`));
    assert.equal(own === '', required.length === 0);
  }
});

test('every transaction with a private value names its collection', () => {
  for (const [name, description] of Object.entries(transactionFunctions)) {
    assert.equal('private' in description, 'collection' in description, name);
  }
});
