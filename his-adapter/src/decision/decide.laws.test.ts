import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ClinicalTime } from '../report/clinical-time.ts';
import { hl7Time } from '../report/clinical-time.ts';
import type { CodedValue, LabObservation, LabReport, ReportStatus } from '../report/lab-report.ts';
import { decide, type PriorCase } from './decide.ts';
import { coded, NEGATIVE, NOW, observation, PCR, POSITIVE, policy, report } from './testing.ts';

const STATUSES: ReportStatus[] = [
  'final',
  'corrected',
  'preliminary',
  'partial',
  'registered',
  'cancelled',
  'entered-in-error',
  'error',
  'missing',
  'unknown',
];
const DAY = 86_400_000;
const status = fc.constantFrom(...STATUSES);
const result: fc.Arbitrary<CodedValue> = fc.oneof(
  fc.constantFrom(
    POSITIVE,
    NEGATIVE,
    coded('720735008', '', 'SCT'),
    coded('419984006', '', 'SCT'),
    coded('462371000124108', '', 'SCT'),
  ),
  fc.record({
    codings: fc.array(fc.record({ code: fc.string(), text: fc.string(), system: fc.constantFrom('SCT', 'L', '') }), {
      maxLength: 2,
    }),
    text: fc.string(),
  }),
);
const tested: fc.Arbitrary<CodedValue> = fc.constantFrom(
  PCR,
  coded('94558-4', 'SARS-CoV-2 Ag', 'LN'),
  coded('85477-8', 'Influenza A RNA', 'LN'),
  coded('95422-2', 'Panel', 'LN'),
  coded('94563-4', 'SARS-CoV-2 IgG Ab', 'LN'),
  coded('600-7', 'Bacteria', 'LN'),
  coded('X', 'COVID', 'L'),
);
const anyTime: fc.Arbitrary<ClinicalTime | undefined> = fc
  .integer({ min: -40, max: 5 })
  .map((days) => hl7Time(`${new Date(NOW + days * DAY).toISOString().slice(0, 10).replaceAll('-', '')}1000+0000`));
const anyObservation: fc.Arbitrary<LabObservation> = fc
  .record({
    test: tested,
    results: fc.array(result, { maxLength: 2 }),
    reportStatus: status,
    observationStatus: status,
    askOnEntry: fc.boolean(),
    selfReported: fc.boolean(),
    collected: anyTime,
  })
  .map(({ collected, ...changes }) =>
    observation({
      ...changes,
      specimen: { id: 'S', type: '', collectedFrom: 'SPM-17', ...(collected && { collected }) },
    }),
  );
const anyReport: fc.Arbitrary<LabReport> = fc
  .tuple(fc.array(anyObservation, { minLength: 1, maxLength: 4 }), fc.constantFrom('production', 'test', 'unknown'))
  .map(([observations, mode]) => report(observations, { mode: mode as LabReport['mode'] }));
const anyPrior: fc.Arbitrary<PriorCase | undefined> = fc.option(
  fc.record({
    id: fc.constant('c'),
    state: fc.constantFrom('held', 'ready', 'confirmed', 'revoked', 'dismissed', 'withdrawn') as fc.Arbitrary<
      PriorCase['state']
    >,
    reportId: fc.constantFrom('R-1', 'R-2'),
    testCode: fc.constantFrom('94500-6', '94558-4'),
  }),
  { nil: undefined },
);

test('law: authorise only on a positive, final or corrected, real, detecting, dated result inside the window', () => {
  fc.assert(
    fc.property(anyReport, anyPrior, (given, prior) => {
      for (const decision of decide(given, () => prior, policy, NOW)) {
        if (decision.action !== 'authorise') continue;
        const { collected } = decision.observation.specimen;
        assert.equal(decision.result, 'positive');
        assert.ok(decision.status === 'final' || decision.status === 'corrected');
        assert.equal(given.mode, 'production');
        assert.equal(decision.observation.askOnEntry, false);
        assert.equal(decision.observation.selfReported, false);
        assert.ok(['94500-6', '94558-4', '85477-8'].includes(decision.testCode));
        assert.ok(
          collected?.range && collected.range.latest >= NOW - 14 * DAY && collected.range.earliest <= NOW + 15 * 60_000,
        );
        assert.ok(prior === undefined || prior.state === 'held');
      }
    }),
    { numRuns: 500 },
  );
});

test('law: antibody tests, answers at order entry and test messages neither authorise nor revoke nor hold', () => {
  fc.assert(
    fc.property(anyReport, anyPrior, (given, prior) => {
      for (const { action, observation: about, testCode } of decide(given, () => prior, policy, NOW)) {
        if (testCode === '94563-4' || about.askOnEntry || given.mode === 'test') assert.equal(action, 'ignore');
      }
    }),
  );
});

test('law: entered in error never leaves a case standing', () => {
  fc.assert(
    fc.property(anyObservation, anyPrior, (given, prior) => {
      const wrong = { ...given, observationStatus: 'entered-in-error' as const };
      const [decision] = decide(report([wrong]), () => prior, policy, NOW);
      assert.ok(decision?.action === 'revoke' || decision?.action === 'ignore');
    }),
  );
});

test('law: the decision depends on the distance to now alone: shifting every time and now alike changes nothing', () => {
  const shifted = (time: ClinicalTime | undefined, by: number): ClinicalTime | undefined =>
    time?.range && { ...time, range: { earliest: time.range.earliest + by, latest: time.range.latest + by } };
  fc.assert(
    fc.property(anyReport, anyPrior, fc.integer({ min: -1000, max: 1000 }), (given, prior, days) => {
      const by = days * DAY;
      const moved = given.observations.map((one) => {
        const collected = shifted(one.specimen.collected, by);
        return { ...one, specimen: { ...one.specimen, ...(collected && { collected }) } };
      });
      const codes = (all: LabReport, now: number): string[] =>
        decide(all, () => prior, policy, now).map(({ action, reason }) => `${action} ${reason.code}`);
      assert.deepEqual(codes({ ...given, observations: moved }, NOW + by), codes(given, NOW));
    }),
  );
});

test('law: the order of observations changes no decision', () => {
  fc.assert(
    fc.property(anyReport, anyPrior, (given, prior) => {
      const codes = (all: LabReport): string[] =>
        decide(all, () => prior, policy, NOW)
          .map(({ action, reason, testCode }) => `${testCode} ${action} ${reason.code}`)
          .toSorted();
      assert.deepEqual(codes({ ...given, observations: given.observations.toReversed() }), codes(given));
    }),
  );
});
