import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from '../canonical.ts';
import type { ExportedKey } from '../export/export-format.ts';
import { identifiersOf } from '../keys/temporary-exposure-key.ts';
import { riskContentOnLedger } from '../ledger/policy.ts';
import type { Encounter } from '../sighting/encounter.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { firstIntervalOfDay } from '../time.ts';
import { applyExport, indexLog, MATCH_TOLERANCE_INTERVALS, matchExport } from './match.ts';
import { defaultRiskPolicy, riskPolicyContent } from './policy.ts';
import { score } from './score.ts';
import { exposureWindows } from './windows.ts';

const random = seededRandom('risk');
const DAY = 20_700;
const START = firstIntervalOfDay(DAY);

const exported = (change: Partial<ExportedKey> = {}): ExportedKey => ({
  key: Uint8Array.from(random(16)),
  rollingStart: START,
  rollingPeriod: 144,
  reportType: 'CONFIRMED_TEST',
  daysSinceOnset: 0,
  ...change,
});

/** The encounter of a key's broadcast in one interval, radiated with `txPower`. */
function encounter(key: ExportedKey, interval: number, change: Partial<Encounter> = {}, txPower = 0): Encounter {
  const [identifier] = identifiersOf(key, txPower, interval, interval + 1);
  const { rpi, aem } = identifier!;
  return { rpi, aem, firstInterval: interval, seconds: 600, attenuation: 50, ...change };
}

const stranger = (interval: number): Encounter => {
  return { rpi: random(16), aem: random(4), firstInterval: interval, seconds: 600, attenuation: 50 };
};

const risk = (log: readonly Encounter[], keys: readonly ExportedKey[], policy = defaultRiskPolicy) =>
  score(exposureWindows(matchExport(indexLog(log), keys)), policy);

test('the encounters with released keys are found, and no other', () => {
  const [met, unmet] = [exported(), exported()];
  const log = [stranger(START + 5), encounter(met, START + 5), encounter(met, START + 6), stranger(START + 90)];
  const matches = matchExport(indexLog(log), [unmet, met]);
  assert.deepEqual(
    matches.map(({ key, interval, encounter: found }) => [key, interval, found]),
    [
      [met, START + 5, log[1]],
      [met, START + 6, log[2]],
    ],
  );
  assert.deepEqual(matchExport(indexLog(log), [unmet]), []);
  assert.deepEqual(matchExport(indexLog([]), [met]), []);
});

test('matching finds what deriving every RPI of every key would', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3), fc.nat(143), fc.integer({ min: -4, max: 4 })), { maxLength: 12 }),
      (met) => {
        const keys = Array.from({ length: 4 }, (_, i) => exported({ rollingStart: START + 144 * (i % 2) }));
        const log = met.map(([k, offset, late]) => {
          const interval = keys[k]!.rollingStart + offset;
          return encounter(keys[k]!, interval, { firstInterval: interval + late });
        });
        const naive = keys.flatMap((key) =>
          identifiersOf(key, 0).flatMap(({ interval, rpi }) =>
            log.filter(
              (heard) =>
                Buffer.compare(heard.rpi, rpi) === 0 &&
                Math.abs(heard.firstInterval - interval) <= MATCH_TOLERANCE_INTERVALS,
            ),
          ),
        );
        const found = matchExport(indexLog(log), keys).map((match) => match.encounter);
        assert.deepEqual(new Set(found), new Set(naive));
        assert.equal(found.length, naive.length);
      },
    ),
  );
});

test('a broadcast replayed later than clocks differ does not match', () => {
  const key = exported();
  const late = (by: number) => indexLog([encounter(key, START + 20, { firstInterval: START + 20 + by })]);
  assert.equal(matchExport(late(MATCH_TOLERANCE_INTERVALS), [key]).length, 1);
  assert.equal(matchExport(late(-MATCH_TOLERANCE_INTERVALS), [key]).length, 1);
  assert.equal(matchExport(late(MATCH_TOLERANCE_INTERVALS + 1), [key]).length, 0);
});

test('a key matches within its validity only', () => {
  const day = exported();
  const log = indexLog([encounter(day, START + 30)]);
  assert.equal(matchExport(log, [{ ...day, rollingPeriod: 31 }]).length, 1);
  assert.equal(matchExport(log, [{ ...day, rollingPeriod: 30 }]).length, 0);
  assert.equal(matchExport(log, [{ ...day, rollingStart: START + 31, rollingPeriod: 50 }]).length, 0);
});

test("attenuation is corrected by the sender's own TX power", () => {
  const key = exported();
  const at = (txPower: number) => matchExport(indexLog([encounter(key, START, {}, txPower)]), [key])[0]!.attenuation;
  assert.equal(at(0), 50);
  assert.equal(at(-20), 30);
  assert.equal(at(8), 58);
  const foreign = encounter(key, START, { aem: random(4) });
  assert.equal(matchExport(indexLog([foreign]), [key]).length, 1);
});

test('twenty minutes near somebody infectious is a warning with date, length and closeness', () => {
  const key = exported();
  const { level, days } = risk([encounter(key, START + 72), encounter(key, START + 73)], [key]);
  assert.equal(level, 'warning');
  assert.deepEqual(days, [{ day: DAY, level: 'warning', minutes: 20, meaningfulMinutes: 20, closeness: 'immediate' }]);
});

test('minutes of several people on one day add up, those of two days do not', () => {
  const [one, two] = [exported(), exported()];
  const next = exported({ rollingStart: START + 144 });
  assert.equal(risk([encounter(one, START)], [one]).level, 'low');
  assert.equal(risk([encounter(one, START), encounter(two, START + 9)], [one, two]).level, 'warning');
  const apart = risk([encounter(one, START), encounter(next, START + 144)], [one, next]);
  assert.deepEqual(
    apart.days.map(({ day, level }) => [day, level]),
    [
      [DAY + 1, 'low'],
      [DAY, 'low'],
    ],
  );
});

test('farther counts less: half between 55 and 63 dB, nothing beyond', () => {
  const key = exported();
  const at = (attenuation: number) => {
    const log = [encounter(key, START, { attenuation }), encounter(key, START + 1, { attenuation })];
    const { level, days } = risk(log, [key]);
    return [level, days[0]!.meaningfulMinutes, days[0]!.closeness];
  };
  assert.deepEqual(at(54), ['warning', 20, 'immediate']);
  assert.deepEqual(at(55), ['low', 10, 'near']);
  assert.deepEqual(at(62), ['low', 10, 'near']);
  assert.deepEqual(at(63), ['none', 0, 'medium']);
  assert.deepEqual(at(73), ['none', 0, 'other']);
});

test('infectiousness and report type weigh', () => {
  const minutes = (change: Partial<ExportedKey>, policy = defaultRiskPolicy) => {
    const key = exported(change);
    return risk([encounter(key, START)], [key], policy).days[0]!.meaningfulMinutes;
  };
  assert.equal(minutes({ daysSinceOnset: -2 }), 10);
  assert.equal(minutes({ daysSinceOnset: -3 }), 6);
  assert.equal(minutes({ daysSinceOnset: -4 }), 0);
  assert.equal(minutes({ daysSinceOnset: 5 }), 10);
  assert.equal(minutes({ daysSinceOnset: 6 }), 6);
  assert.equal(minutes({ daysSinceOnset: 11 }), 0);
  assert.equal(minutes({ daysSinceOnset: 15 }), 0);
  assert.equal(minutes({ daysSinceOnset: null }), 10);
  assert.equal(minutes({ reportType: 'REVOKED' }), 0);
  assert.equal(minutes({ reportType: 'UNKNOWN' }), 0);
  const half = { ...defaultRiskPolicy, reportTypeWeights: { CONFIRMED_TEST: 100, CLINICAL_DIAGNOSIS: 50 } };
  assert.equal(minutes({ reportType: 'CLINICAL_DIAGNOSIS' }, half), 5);
  assert.equal(minutes({}, { ...defaultRiskPolicy, attenuationCorrection: 5 }), 5);
});

test('windows are of at most 30 minutes, and the same broadcast heard twice makes them no longer', () => {
  const key = exported();
  const log = [0, 1, 2, 3, 9].map((offset) => encounter(key, START + offset));
  const windows = exposureWindows(matchExport(indexLog(log), [key]));
  assert.deepEqual(
    windows.map(({ firstInterval, sightings }) => [firstInterval - START, sightings.length]),
    [
      [0, 3],
      [3, 1],
      [9, 1],
    ],
  );
  const forged = Array.from({ length: 10 }, () => encounter(key, START, { aem: random(4), attenuation: 0 }));
  const { days } = risk(forged, [key]);
  assert.ok(days[0]!.minutes <= 30.001);
});

test('no exposure is no risk', () => {
  assert.deepEqual(risk([stranger(START)], [exported()]), { level: 'none', days: [] });
});

test('a later file withdraws what it revokes, changes what it revises and leaves the rest', () => {
  const [one, two] = [exported(), exported()];
  const index = indexLog([encounter(one, START), encounter(one, START + 1), encounter(two, START + 50)]);
  const first = applyExport([], index, { keys: [one, two], revisedKeys: [] });
  assert.equal(first.length, 3);
  const revoked = applyExport(first, index, { keys: [], revisedKeys: [{ ...one, reportType: 'REVOKED' }] });
  assert.deepEqual(
    revoked.map(({ key }) => key),
    [two],
  );
  const changed = applyExport(first, index, { keys: [], revisedKeys: [{ ...two, daysSinceOnset: 12 }] });
  assert.equal(changed.length, 3);
  assert.equal(changed.at(-1)!.key.daysSinceOnset, 12);
  const again = applyExport(revoked, index, { keys: [one], revisedKeys: [] });
  assert.equal(again.length, 3);
  assert.equal(applyExport(again, index, { keys: [one], revisedKeys: [] }).length, 3);
});

test('the default policy is a policy and fits the ledger', () => {
  assert.deepEqual(riskPolicyContent.parse(defaultRiskPolicy), defaultRiskPolicy);
  assert.ok(riskContentOnLedger.safeParse(defaultRiskPolicy).success);
  assert.deepEqual(JSON.parse(canonicalJson(defaultRiskPolicy)), defaultRiskPolicy);
});

test('a policy that makes no sense is refused', () => {
  const wrong = [
    { attenuationThresholds: [63, 55, 73] },
    { attenuationThresholds: [55, 63] },
    { attenuationWeights: [100, 50, 0, 300] },
    { infectiousnessByDay: [0] },
    { infectiousnessUnknown: 3 },
    { lowMinutes: 20 },
    { warningMinutes: 0 },
    { unknown: 1 },
  ];
  for (const change of wrong) {
    assert.ok(!riskPolicyContent.safeParse({ ...defaultRiskPolicy, ...change }).success, JSON.stringify(change));
  }
});

test('20,000 keys against a full fortnight are matched within seconds', (t) => {
  const keys = Array.from({ length: 20_000 }, (_, i) => exported({ rollingStart: START + 144 * (i % 14) }));
  const log = Array.from({ length: 1_300 }, (_, i) => stranger(START + ((i * 37) % 2_016)));
  const began = performance.now();
  assert.equal(matchExport(indexLog(log), keys).length, 0);
  const milliseconds = performance.now() - began;
  t.diagnostic(`${Math.round(milliseconds)} ms`);
  assert.ok(milliseconds < 20_000);
});
