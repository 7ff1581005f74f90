import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoinc, isSnomed } from './check-digits.ts';
import { defaultPolicy } from './default-policy.ts';
import { policySchema } from './policy.ts';

test('codes of the standards pass, their neighbours do not', () => {
  assert.ok(isLoinc('94500-6') && isLoinc('94558-4') && isLoinc('600-7'));
  assert.ok(!isLoinc('94558-5') && !isLoinc('94500') && !isLoinc('94500-66'));
  assert.ok(isSnomed('260373001') && isSnomed('455371000124106') && isSnomed('840539006'));
  assert.ok(!isSnomed('260373002') && !isSnomed('1234') && !isSnomed('0260373001'));
});

test('every code of the configuration that comes with the adapter has a true check digit', () => {
  for (const condition of defaultPolicy.conditions) {
    const lists = [condition.detectionTests, condition.unspecificTests, condition.antibodyTests];
    for (const code of lists.flat()) assert.ok(isLoinc(code), `${condition.id} ${code}`);
    assert.equal(new Set(lists.flat()).size, lists.flat().length, `${condition.id} names a code twice`);
  }
  for (const code of [...defaultPolicy.askOnEntryTests, ...defaultPolicy.controlTests]) assert.ok(isLoinc(code), code);
  const { positiveTexts: _p, negativeTexts: _n, inconclusiveTexts: _i, ...coded } = defaultPolicy.results;
  for (const code of Object.values(coded).flat()) assert.ok(isSnomed(code), code);
});

test('a configuration with a code whose check digit is wrong is refused', () => {
  const wrong = { ...defaultPolicy, results: { ...defaultPolicy.results, positive: ['260373002'] } };
  assert.equal(policySchema.safeParse(wrong).success, false);
  const [first, ...rest] = defaultPolicy.conditions;
  const tests = { ...defaultPolicy, conditions: [{ ...first, detectionTests: ['94558-5'] }, ...rest] };
  assert.equal(policySchema.safeParse(tests).success, false);
});
