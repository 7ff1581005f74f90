import { z } from 'zod';

const percent = z.int().min(0).max(250);
/** Infectiousness (Exposure Notification v2): 0 none, 1 standard, 2 high. */
const infectiousness = z.int().min(0).max(2);

/** Days since onset that the policy speaks of: -14..14. */
export const INFECTIOUSNESS_DAYS = 14;

/**
 * Risk policy, as it stands on the ledger (integers only). Terms of Exposure Notification v2: four attenuation buckets, infectiousness,
 * report type, meaningful minutes a day.
 */
export const riskPolicyContent = z
  .strictObject({
    /** Ascending bounds in dB between the buckets immediate, near, medium and other. */
    attenuationThresholds: z.array(z.int().min(0).max(255)).length(3),
    /** Weight of each bucket in percent. */
    attenuationWeights: z.array(percent).length(4),
    /** Infectiousness on each day from 14 days before onset to 14 days after it: 29 values. */
    infectiousnessByDay: z.array(infectiousness).length(2 * INFECTIOUSNESS_DAYS + 1),
    /** Infectiousness when the onset is unknown. */
    infectiousnessUnknown: infectiousness,
    /** Weight of each infectiousness in percent. */
    infectiousnessWeights: z.array(percent).length(3),
    /** Weight of each report type in percent. */
    reportTypeWeights: z.strictObject({ CONFIRMED_TEST: percent, CLINICAL_DIAGNOSIS: percent }),
    /** dB added to every attenuation: what this kind of tag radiates and hears differently from the reference. */
    attenuationCorrection: z.int().min(-60).max(60),
    /** Meaningful minutes a day from which a day counts as low risk, and as a warning. */
    lowMinutes: z.int().min(1).max(1440),
    warningMinutes: z.int().min(1).max(1440),
  })
  .refine(({ attenuationThresholds: [a, b, c] }) => a! < b! && b! < c!, 'thresholds must ascend')
  .refine(({ lowMinutes, warningMinutes }) => lowMinutes <= warningMinutes, 'low must not exceed warning');
export type RiskPolicyContent = z.infer<typeof riskPolicyContent>;

/**
 * A sensible beginning: distances as Corona-Warn-App v1 weighs them (< 55 dB full, 55–63 dB half, farther not at all), a warning from 15 weighted
 * minutes a day, infectious from two days before onset.
 */
export const defaultRiskPolicy: RiskPolicyContent = {
  attenuationThresholds: [55, 63, 73],
  attenuationWeights: [100, 50, 0, 0],
  infectiousnessByDay: [
    ...Array<number>(11).fill(0), // -14..-4
    1, // -3
    ...Array<number>(8).fill(2), // -2..5
    ...Array<number>(5).fill(1), // 6..10
    ...Array<number>(4).fill(0), // 11..14
  ],
  infectiousnessUnknown: 2,
  infectiousnessWeights: [0, 60, 100],
  reportTypeWeights: { CONFIRMED_TEST: 100, CLINICAL_DIAGNOSIS: 100 },
  attenuationCorrection: 0,
  lowMinutes: 5,
  warningMinutes: 15,
};
