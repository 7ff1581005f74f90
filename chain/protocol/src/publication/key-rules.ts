import { toHex } from '../bytes.ts';
import { type ErrorCode, TallystickError } from '../errors.ts';
import { endOfKey, type TemporaryExposureKey } from '../keys/temporary-exposure-key.ts';
import { publicationSlots } from '../ledger/diagnoses.ts';
import { dayOfInterval, INTERVALS_PER_DAY, intervalAt, intervalStart } from '../time.ts';

/** Days that a key's start may lie back. */
export const MAX_KEY_AGE_DAYS = 15;
/** Days between onset and the first or last key. */
export const MAX_ONSET_DISTANCE_DAYS = 14;
/** Seconds after its end during which a key stays back: others could still broadcast it as their own (GHSA-3wxm-m9m4-cprj). */
export const KEY_EMBARGO_SECONDS = 7_200;

/** What the rules are judged against. */
export interface KeyRuleContext {
  /** Unix seconds. */
  readonly now: number;
  /** UTC day number of the onset, null when unknown. */
  readonly onset: number | null;
}

/** One rule: null when the keys keep it, otherwise where they break it (`keys` or `keys[i]`). */
export interface KeyRule {
  readonly code: ErrorCode;
  breach(keys: readonly TemporaryExposureKey[], context: KeyRuleContext): string | null;
}

type KeyPredicate = (key: TemporaryExposureKey, context: KeyRuleContext) => boolean;

function each(code: ErrorCode, keeps: KeyPredicate): KeyRule {
  return {
    code,
    breach: (keys, context) => {
      const index = keys.findIndex((key) => !keeps(key, context));
      return index < 0 ? null : `keys[${index}]`;
    },
  };
}

function all(
  code: ErrorCode,
  keep: (keys: readonly TemporaryExposureKey[], context: KeyRuleContext) => boolean,
): KeyRule {
  return { code, breach: (keys, context) => (keep(keys, context) ? null : 'keys') };
}

const wholeNumber = (value: number): boolean => Number.isInteger(value) && value >= 0;

const someKey = all('KEYS_MISSING', (keys) => keys.length > 0);
const notTooMany = all('TOO_MANY_KEYS', (keys) => keys.length <= publicationSlots);
const wholeKeys = each('KEY_LENGTH', ({ key }) => key.length === 16);
const distinct = all('KEY_DUPLICATE', (keys) => new Set(keys.map(({ key }) => toHex(key))).size === keys.length);
const validPeriod = each(
  'KEY_PERIOD',
  ({ rollingStart, rollingPeriod }) =>
    wholeNumber(rollingStart) && wholeNumber(rollingPeriod) && rollingPeriod >= 1 && rollingPeriod <= INTERVALS_PER_DAY,
);

/** Keys of equal start may overlap: a phone that was set up anew makes a second key for the same day. */
const noOverlap = all('KEY_OVERLAP', (keys) => {
  const byStart = [...keys].sort((a, b) => a.rollingStart - b.rollingStart);
  let end = 0;
  return byStart.every((key, i) => {
    const sameStart = byStart[i - 1]?.rollingStart === key.rollingStart;
    const keeps = sameStart || key.rollingStart >= end;
    end = Math.max(end, endOfKey(key));
    return keeps;
  });
});

const recent = each(
  'KEY_TOO_OLD',
  ({ rollingStart }, { now }) => rollingStart >= intervalAt(now) - MAX_KEY_AGE_DAYS * INTERVALS_PER_DAY,
);
const begun = each('KEY_IN_FUTURE', ({ rollingStart }, { now }) => rollingStart <= intervalAt(now));

const plausibleOnset = all('ONSET_IMPLAUSIBLE', (keys, { onset }) => {
  if (onset === null) return true;
  const starts = keys.map(({ rollingStart }) => rollingStart);
  const first = dayOfInterval(Math.min(...starts));
  const last = dayOfInterval(Math.max(...starts));
  return onset >= first - MAX_ONSET_DISTANCE_DAYS && onset <= last + MAX_ONSET_DISTANCE_DAYS;
});

/**
 * The rules for published keys, the key server's own (exposure-notifications-server, "publishing"), in the order in which they are
 * applied: a later rule may rely on the earlier ones.
 */
export const keyRules: readonly KeyRule[] = [
  someKey,
  notTooMany,
  wholeKeys,
  distinct,
  validPeriod,
  noOverlap,
  recent,
  begun,
  plausibleOnset,
];

/** Holds keys against all rules. @throws TallystickError with the first broken rule's code and where. */
export function checkKeys(keys: readonly TemporaryExposureKey[], context: KeyRuleContext): void {
  for (const rule of keyRules) {
    const field = rule.breach(keys, context);
    if (field !== null) throw new TallystickError(rule.code, { field });
  }
}

/** Unix seconds before which a key must not be exported: its end plus two hours, so a key long over is released at once. */
export function notBefore(key: TemporaryExposureKey): number {
  return intervalStart(endOfKey(key)) + KEY_EMBARGO_SECONDS;
}
