import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyDraft, type HandDraft, handCase, missingIn } from './hand-draft.ts';

const whole: HandDraft = {
  ...emptyDraft,
  condition: 'covid-19',
  certainty: 'CONFIRMED_TEST',
  specimenDate: '2026-03-08',
  onset: { choice: 'none', date: null },
  reason: ' seen on the ward ',
  family: ' Testmann ',
};

test('an empty draft misses everything that has to be said, and nothing else', () => {
  assert.deepEqual(Object.keys(missingIn(emptyDraft)), ['condition', 'certainty', 'onset', 'reason']);
  assert.equal(handCase(emptyDraft), undefined);
});

test('a confirmed test needs its day, a clinical diagnosis does not', () => {
  const without = { ...whole, specimenDate: null };
  assert.deepEqual(Object.keys(missingIn(without)), ['specimenDate']);
  assert.deepEqual(missingIn({ ...without, certainty: 'CLINICAL_DIAGNOSIS' }), {});
});

test('a whole draft is sent trimmed', () => {
  assert.deepEqual(handCase(whole), {
    condition: 'covid-19',
    certainty: 'CONFIRMED_TEST',
    specimenDate: '2026-03-08',
    onset: null,
    reason: 'seen on the ward',
    patient: { family: 'Testmann', given: '', birthDate: '', identifier: '' },
  });
});
