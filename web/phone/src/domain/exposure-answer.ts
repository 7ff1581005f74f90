import type { CheckState } from './check-state.ts';
import { closenessWords, type ExposureDay, type ExposureView, type WithdrawnDay } from './exposure-view.ts';
import type { Policy } from './policy.ts';
import { agoInWords, count, dayInWords, lengthInWords, timeInWords } from './words.ts';

/** The answer to "have I been exposed?" in words. */
export interface ExposureAnswer {
  /** `unknown` before the first check that went through. */
  readonly level: 'unknown' | 'none' | 'low' | 'warning';
  readonly title: string;
  readonly lines: readonly string[];
  /** What to do now, and until when; empty when it asks nothing. */
  readonly advice: readonly string[];
  /** Which policy decided; empty where there was nothing to decide. */
  readonly decided: string;
  /** Warnings that were taken back, each with its explanation. */
  readonly withdrawn: readonly string[];
}

const SECONDS_PER_DAY = 86_400;
const KEEP_DAYS = 14;

/** Words for what the policy makes of the exposures. A low exposure says why it asks nothing. */
export function exposureAnswer(view: ExposureView, check: CheckState, policy: Policy | null): ExposureAnswer {
  const withdrawn = view.withdrawn.map(withdrawnWords);
  if (check.okAt === null || policy === null) {
    return {
      level: 'unknown',
      title: 'Not checked yet',
      lines: ['The first check needs the server and the auditor.'],
      advice: [],
      decided: '',
      withdrawn,
    };
  }
  const [worst] = [...view.days].sort((a, b) => b.meaningfulMinutes - a.meaningfulMinutes);
  if (worst === undefined || view.level === 'none') {
    const lines =
      worst === undefined ? [] : [`${encounterWords(worst)} That is too short or too far for the policy to count.`];
    return { level: 'none', title: 'No exposure found', lines, advice: [], decided: '', withdrawn };
  }
  const decided = `Decided by policy version ${policy.version}.`;
  if (view.level === 'low') {
    const why = `It takes ${policy.content.warningMinutes} close minutes in a day for a warning, so this asks nothing of you.`;
    return {
      level: 'low',
      title: 'A low exposure',
      lines: [encounterWords(worst), why],
      advice: [],
      decided,
      withdrawn,
    };
  }
  const until = dayInWords(worst.until);
  return {
    level: 'warning',
    title: 'You were near somebody who tested positive',
    lines: view.days.filter(({ level }) => level === 'warning').map(encounterWords),
    advice: ['Test yourself as soon as you can.', `Until ${until}, keep away from people who could fall gravely ill.`],
    decided,
    withdrawn,
  };
}

/** "Saturday 21 November, between 12:00 and 12:30: about 20 minutes, very close." */
export function encounterWords(day: ExposureDay): string {
  const between = `between ${timeInWords(day.from)} and ${timeInWords(day.to)}`;
  return `${dayInWords(day.day)}, ${between}: about ${lengthInWords(day.minutes * 60)}, ${closenessWords[day.closeness]}.`;
}

function withdrawnWords({ day, level }: WithdrawnDay): string {
  const what = level === 'warning' ? 'The warning' : 'The low exposure';
  return `${what} for ${dayInWords(day)} was withdrawn: the hospital corrected the test result it came from. You need do nothing more because of it.`;
}

/**
 * "Checked 10 minutes ago, 5 days covered."
 *
 * @param now - Unix seconds of the platform.
 * @param firstDay - first UTC day of the log, null when unknown.
 */
export function checkedWords(check: CheckState, now: number, firstDay: number | null): string {
  if (check.okAt === null) return 'Not checked yet.';
  const days = Math.floor(now / SECONDS_PER_DAY) - (firstDay ?? Math.floor(now / SECONDS_PER_DAY)) + 1;
  return `Checked ${agoInWords(check.okAt, now)}, ${count(Math.min(KEEP_DAYS, Math.max(1, days)), 'day')} covered.`;
}
