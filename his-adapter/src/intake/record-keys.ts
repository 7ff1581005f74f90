/**
 * By what a later record finds its case. Accession numbers and report ids are shared by different patients, so every
 * key holds the patient, the condition and one reference; all are keyed digests.
 */
import type { LabObservation, LabReport, Patient } from '../report/lab-report.ts';
import type { AdapterKeys } from '../store/keys.ts';

/** Ways in which a record names its patient, each enough by itself. */
function patientNames(patient: Patient): string[] {
  const named = patient.identifiers.map((id) => `id:${id.authority.toUpperCase()}:${id.value.toUpperCase()}`);
  if (named.length > 0) return named;
  if (patient.family === '') return [];
  const words = [patient.family, patient.given, patient.birthDate?.date ?? patient.birthDate?.text ?? ''];
  return [`name:${words.map((word) => word.toUpperCase()).join(':')}`];
}

/** The keys of one observation's case. */
export function caseKeys(
  keys: AdapterKeys,
  report: LabReport,
  observation: LabObservation,
  condition: string,
): Uint8Array[] {
  const references = [
    observation.specimen.id && `specimen:${observation.specimen.id}`,
    observation.reportId && `report:${observation.reportId}`,
    observation.accession && `accession:${observation.accession}`,
  ].filter((reference) => reference !== '');
  if (references.length === 0) references.push(`collected:${observation.specimen.collected?.text ?? ''}`);
  return patientNames(report.patient).flatMap((patient) =>
    references.map((reference) => keys.digest('case', patient, condition, reference)),
  );
}

/** The digest under which one result is known as decided, whichever message carries it. */
export function resultDigest(keys: AdapterKeys, report: LabReport, observation: LabObservation): Uint8Array {
  return keys.digest(
    'result',
    ...patientNames(report.patient).toSorted(),
    '|',
    report.sender,
    report.mode,
    observation.specimen.id,
    observation.accession,
    observation.reportId,
    observation.specimen.collected?.text ?? '',
    JSON.stringify(observation.test.codings),
    JSON.stringify(observation.results),
    `${observation.reportStatus}/${observation.observationStatus}`,
    observation.notes.join('\n'),
  );
}
