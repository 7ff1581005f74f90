import assert from 'node:assert/strict';
import { test } from 'node:test';
import { common } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import { evaluate, type Member, outOf, policyEnvelope } from './policy.ts';
import { parsePolicy } from './policy-expression.ts';

const peers = (...mspIds: string[]): Member[] => mspIds.map((mspId) => ({ mspId, role: 'peer' }));

test('2 of 3 in the bytes that Fabric’s peer writes', () => {
  const policy = parsePolicy("OutOf(2, 'HealthMSP.peer', 'AuthorityMSP.peer', 'AuditorMSP.peer')");
  assert.equal(
    Buffer.from(policyEnvelope(policy).serializeBinary()).toString('hex'),
    '1210120e08021202080012020801120208021a0f120d0a094865616c74684d535010031a1212100a0c417574686f726974794d535010031a10120e0a0a41756469746f724d53501003',
  );
});

test('a nested policy: Health, and one of the others', () => {
  const policy = parsePolicy("AND('HealthMSP.peer', OR('AuthorityMSP.peer','AuditorMSP.peer'))");
  assert.ok(evaluate(policy, peers('HealthMSP', 'AuditorMSP')));
  assert.ok(evaluate(policy, peers('AuthorityMSP', 'HealthMSP')));
  assert.ok(!evaluate(policy, peers('HealthMSP')));
  assert.ok(!evaluate(policy, peers('AuthorityMSP', 'AuditorMSP')));
  assert.ok(!evaluate(policy, [...peers('HealthMSP'), { mspId: 'AuditorMSP', role: 'client' }]));
});

test('an identity counts once, a member is anyone with a role', () => {
  const twice = parsePolicy("AND('HealthMSP.member', 'HealthMSP.peer')");
  assert.ok(!evaluate(twice, peers('HealthMSP')));
  assert.ok(evaluate(twice, [{ mspId: 'HealthMSP', role: 'client' }, ...peers('HealthMSP')]));
  assert.ok(!evaluate(parsePolicy("OR('HealthMSP.member')"), [{ mspId: 'HealthMSP', role: undefined }]));
});

test('n out of all: satisfied exactly when n organisations signed', () => {
  const mspIds = ['A', 'B', 'C', 'D'];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.subarray(mspIds), (n, signed) => {
      const policy = outOf(
        n,
        mspIds.map((mspId) => ({ mspId, role: 'peer' })),
      );
      assert.equal(evaluate(policy, peers(...signed)), signed.length >= n);
    }),
  );
});

test('what does not parse is named', () => {
  for (const text of ['', 'AND(', "OR('HealthMSP')", "OutOf('HealthMSP.peer')", "AND('A.peer') x", "NOT('A.peer')"]) {
    assert.throws(() => parsePolicy(text), /in policy string/, text);
  }
  assert.throws(() => parsePolicy("OutOf(4, 'A.peer', 'B.peer')"), /unrecognized token '4'/);
});

test('quotes of either kind, any case of the operators, spaces anywhere', () => {
  const policy = parsePolicy(` and ( "A.peer" , or('B.peer','C.admin') ) `);
  assert.deepEqual(
    policy.principals.map(({ mspId }) => mspId),
    ['A', 'B', 'C'],
  );
  const envelope = common.SignaturePolicyEnvelope.deserializeBinary(policyEnvelope(policy).serializeBinary());
  assert.equal(envelope.getRule()!.getNOutOf()!.getN(), 2);
});
