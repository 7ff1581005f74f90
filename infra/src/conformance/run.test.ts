import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Need, NotApplicable, type Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { askRule, askRules } from './run.ts';
import type { Subject } from './subject.ts';
import { countsOf, lastLine, row } from './table.ts';

const nobody = {
  any: { target: { organisations: [{ mspRoot: 'nowhere.pem' }] } },
  fixture: undefined,
  contract: undefined,
  disposable: false,
  release: '3',
} as unknown as Subject;

function rule(name: string, check: Rule['check'], ...needs: Need[]): Rule {
  return { group: 'made up', name, says: 'It holds.', needs, check };
}

test('a rule passes, fails with what was seen, or says why it is not applicable', async () => {
  const asked: string[] = [];
  const made = [
    rule('holds', async () => undefined),
    rule('breaks', async () => assert.equal('left', 'right')),
    rule('throws', () => Promise.reject(Object.assign(new Error('refused'), { details: [{ message: 'by a peer' }] }))),
    rule('elsewhere', () => Promise.reject(new NotApplicable('not on a Tuesday'))),
    rule('unmet', async () => assert.fail('it was asked'), 'contract'),
  ];
  const results = await askRules(made, nobody, ({ name }) => void asked.push(name));
  assert.deepEqual(
    asked,
    made.map(({ name }) => name),
  );
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    ['passed', 'failed', 'failed', 'not applicable', 'not applicable'],
  );
  assert.match(results[1]!.because!, /left[\s\S]*right/);
  assert.equal(results[2]!.because, 'refused; by a peer');
  assert.equal(results[3]!.because, 'not on a Tuesday');
  const counts = countsOf(results);
  assert.deepEqual(counts, { rules: 5, passed: 1, failed: 2, notApplicable: 2 });
  assert.equal(lastLine(counts, 'paper', 1.4), '5 rules on paper in 1 s: 1 passed, 2 failed, 2 not applicable');
  assert.match(row(results[2]!), /^FAILED {2}made up\/throws +It holds\.\n {8}seen: refused; by a peer$/);
  assert.match(row(results[3]!), /^n\/a {5}made up\/elsewhere +It holds\.\n {8}because not on a Tuesday$/);
});

test('every need that is not met has its reason', async () => {
  const needs: Need[] = ['contract', 'fixture', 'issuing', 'disposable', 'short-retention'];
  for (const need of needs) {
    const { outcome, because } = await askRule(
      rule(need, async () => undefined, need),
      nobody,
    );
    assert.equal(outcome, 'not applicable', need);
    assert.ok(because !== undefined && because.length > 20, need);
  }
});

test('rules have names of their own and say something', () => {
  const names = rules.map(({ group, name }) => `${group}/${name}`);
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  );
  assert.ok(rules.length >= 200);
  for (const { says, name } of rules) {
    assert.match(says, /^[A-Z0-9`].*\.$/, name);
    assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  }
});
