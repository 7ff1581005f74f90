/** Whether the dates of a positive result let it stand; each rule is certain before it objects. */
import { type ClinicalTime, certainlyAfter, instant } from '../report/clinical-time.ts';
import type { LabObservation, LabReport } from '../report/lab-report.ts';
import type { ReasonCode } from './reasons.ts';

const DAY = 86_400_000;
/** Clocks of laboratories and hospitals differ by minutes. */
const CLOCK_SLACK = 15 * 60_000;

/**
 * The first objection to the dates of an observation, or undefined when they can all be true.
 * @param now milliseconds since 1970
 */
export function objectionToDates(
  report: LabReport,
  observation: LabObservation,
  windowDays: number,
  now: number,
): ReasonCode | undefined {
  const { collected } = observation.specimen;
  if (!collected) return 'COLLECTION_MISSING';
  if (!collected.range) return 'COLLECTION_UNREADABLE';
  if (impossible(report, observation, collected, now)) return 'DATES_IMPOSSIBLE';
  return collected.range.latest < now - windowDays * DAY ? 'OUTSIDE_WINDOW' : undefined;
}

function impossible(report: LabReport, observation: LabObservation, collected: ClinicalTime, now: number): boolean {
  const { patient, onset, sent } = report;
  const { specimen, analysed, resulted } = observation;
  const inOrder: [ClinicalTime | undefined, ClinicalTime | undefined][] = [
    [patient.birthDate, collected],
    [collected, patient.death],
    [onset, collected],
    [collected, specimen.received],
    [collected, analysed],
    [collected, resulted],
    [collected, sent],
    [collected, instant(now)],
    [patient.birthDate, onset],
  ];
  return inOrder.some(([earlier, later]) => certainlyAfter(earlier, later, CLOCK_SLACK));
}
