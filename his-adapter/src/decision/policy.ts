/**
 * The shape of the mapping configuration: which conditions are reportable, what their tests and results are called,
 * and what to do where there is a choice. Parsed at the door; its digest names the version that decided a case.
 */
import { z } from 'zod';
import { isLoinc, isSnomed } from './check-digits.ts';

const codes = z.array(z.string().min(1)).transform((list) => new Set(list));
// Codes with a wrong check digit do arrive: a configuration that held one would take it for what it is not.
const loincCodes = z.array(z.string().refine(isLoinc, 'is no LOINC code')).transform((list) => new Set(list));
const snomedCodes = z.array(z.string().refine(isSnomed, 'is no SNOMED CT code')).transform((list) => new Set(list));

/** One reportable condition. */
export const conditionSchema = z.strictObject({
  /** Stable name, e.g. `covid-19`; part of every case key. */
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  name: z.string().min(1),
  /** Test codes (LOINC) whose positive result means this infection now. */
  detectionTests: loincCodes,
  /** Codes that belong to the condition and do not say which analyte was found: panels, nominal and group tests. */
  unspecificTests: loincCodes,
  /** Tests of immunity: never an infection, whatever their result. */
  antibodyTests: loincCodes,
  /** Words by which a test that is not understood is recognised as perhaps this condition's (case-insensitive). */
  namePattern: z
    .string()
    .min(1)
    .transform((source) => new RegExp(source, 'i')),
  /** Days before now in which a specimen must have been collected for keys to be worth releasing. */
  infectiousWindowDays: z.int().min(1).max(60),
});

/** The whole mapping configuration. */
export const policySchema = z.strictObject({
  version: z.string().min(1),
  conditions: z.array(conditionSchema).min(1),
  /** SNOMED CT codes and exact texts (compared in lower case) of result values. */
  results: z.strictObject({
    positive: snomedCodes,
    presumptive: snomedCodes,
    pooledPositive: snomedCodes,
    suspected: snomedCodes,
    negative: snomedCodes,
    inconclusive: snomedCodes,
    positiveTexts: codes,
    negativeTexts: codes,
    inconclusiveTexts: codes,
  }),
  /** Test codes of questions asked at order entry; their answers are no results. */
  askOnEntryTests: codes,
  /** Internal controls: when one fails, the specimen's negatives are worthless. */
  controlTests: codes,
  /** Texts by which senders mark what a person reported of themselves. */
  selfReportMarkers: z.array(z.string().min(4)),
  /** What becomes of self-reported positives. */
  selfReported: z.enum(['hold', 'ignore']),
  /** Whether messages marked as test (MSH-11 T or D) are decided like real ones: for test connections alone. */
  testConnection: z.boolean(),
});

/** A reportable condition, parsed. */
export type ConditionConfig = z.infer<typeof conditionSchema>;
/** The mapping configuration, parsed. */
export type DecisionPolicy = z.infer<typeof policySchema>;
/** The mapping configuration as it is written down. */
export type DecisionPolicyInput = z.input<typeof policySchema>;
