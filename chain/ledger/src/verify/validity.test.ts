import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBlock } from '../block/block.ts';
import { hasRecordings, noRecordings, recordedBlocks, recordedMembers } from '../testing/recorded.ts';
import { chaincodePolicy, type PolicyBook } from './policy.ts';
import { Judge } from './validity.ts';

/** The policies of the recorded network's probe chaincode. */
const recordedPolicies: PolicyBook = {
  chaincode: 'probe',
  policy: chaincodePolicy,
  collections: { healthOnly: { mspId: 'HealthMSP', unit: 'peer' } },
  lifecycle: chaincodePolicy,
};

/** Outcomes that hang on what this project's contract does not use: key-level policies. */
const notOurs = new Set(['39#0', '40#1', '40#2', '47#0', '48#1']);

test('validity is found without the peers’ codes: MVCC, phantoms, policies, duplicates, broken envelopes', (t) => {
  if (!hasRecordings) return t.skip(noRecordings);
  const judge = new Judge(recordedMembers(), recordedPolicies);
  const differing: string[] = [];
  const reasons = new Map<string, number>();
  for (const bytes of recordedBlocks()) {
    const block = parseBlock(bytes);
    for (const [at, judgement] of judge.judge(block).entries()) {
      const code = block.transactions[at]!.validationCode;
      if (!judgement.valid) reasons.set(judgement.because, (reasons.get(judgement.because) ?? 0) + 1);
      if (judgement.valid !== (code === 0)) differing.push(`${block.number}#${at}`);
    }
  }
  assert.deepEqual(
    differing.filter((place) => !notOurs.has(place)),
    [],
  );
  assert.ok((reasons.get('a public read does not hold') ?? 0) >= 3);
  assert.ok((reasons.get('a range does not hold') ?? 0) >= 5);
  assert.ok((reasons.get('a private read does not hold') ?? 0) >= 1);
  assert.ok((reasons.get('its id was used before') ?? 0) >= 2);
  assert.ok((reasons.get('its endorsements do not suffice') ?? 0) >= 3);
});
