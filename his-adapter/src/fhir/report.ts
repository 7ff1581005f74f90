/** A FHIR R4 Bundle into {@link LabReport}s, one for each patient that its results are about. */
import type { Marks } from '../hl7/report.ts';
import { fhirTime } from '../report/clinical-time.ts';
import type { CodedValue, LabObservation, LabReport, Patient, ReportStatus, Specimen } from '../report/lab-report.ts';
import type { Bundle, Concept, Resource } from './bundle.ts';

/** DiagnosticReport.status and Observation.status (FHIR R4). */
const STATUS: Record<string, ReportStatus> = {
  final: 'final',
  appended: 'final',
  amended: 'corrected',
  corrected: 'corrected',
  modified: 'corrected',
  preliminary: 'preliminary',
  partial: 'partial',
  registered: 'registered',
  cancelled: 'cancelled',
  'entered-in-error': 'entered-in-error',
};

/** The panel to which senders assign answers to ask-on-entry questions (LOINC 81959-9). */
const ASK_ON_ENTRY_PANEL = '81959-9';
const ONSET_CODES = new Set(['65222-2', '11368-8']);

/** Finds resources by reference, inside one bundle only: ids are shared by different patients. */
type Resolve = (reference: string | undefined) => Resource | undefined;

/** Events of table 0003 that bring results; the type outranks the content here as it does in HL7 v2. */
const RESULT_EVENTS = new Set(['R01', 'R30', 'R31', 'R32', 'R40', 'W01']);

/** Whether a message header says that this is an order or something else that brings no results. */
export function isOtherMessage(bundle: Bundle): boolean {
  const header = bundle.entry.find((entry) => entry.resource?.resourceType === 'MessageHeader')?.resource;
  const { system = '', code } = header?.eventCoding ?? {};
  return code !== undefined && system.endsWith('v2-0003') && !RESULT_EVENTS.has(code);
}

/** Decodes a bundle; empty when it holds no result. */
export function decodeBundle(bundle: Bundle, marks: Marks): LabReport[] {
  const all = bundle.entry.flatMap(({ resource }) => resource ?? []);
  const resolve = resolverOf(bundle);
  const groups = new Map<Resource | undefined, LabObservation[]>();
  for (const { observation, report } of resultsOf(all, resolve)) {
    const patient = resolve(observation.subject?.reference) ?? resolve(report?.subject?.reference);
    const group = groups.get(patient) ?? [];
    group.push(observationOf(observation, report, resolve, marks));
    groups.set(patient, group);
  }
  return [...groups].map(([patient, observations]) => {
    const about = all.filter(({ subject }) => subject === undefined || resolve(subject.reference) === patient);
    return reportOf(bundle, about, patient, observations);
  });
}

function resolverOf(bundle: Bundle): Resolve {
  const byReference = new Map<string, Resource>();
  for (const { fullUrl, resource } of bundle.entry) {
    if (!resource) continue;
    if (fullUrl) byReference.set(fullUrl, resource);
    if (resource.id) byReference.set(`${resource.resourceType}/${resource.id}`, resource);
  }
  return (reference) => (reference === undefined ? undefined : byReference.get(reference));
}

/** Every observation with the report that names it, then those that no report names. */
function resultsOf(all: readonly Resource[], resolve: Resolve): { observation: Resource; report?: Resource }[] {
  const results: { observation: Resource; report?: Resource }[] = [];
  for (const report of all.filter(({ resourceType }) => resourceType === 'DiagnosticReport')) {
    const named = (report.result ?? []).flatMap(({ reference }) => resolve(reference) ?? []);
    const observations = named.filter(({ resourceType }) => resourceType === 'Observation');
    results.push(...observations.map((observation) => ({ observation, report })));
    // A report that is taken back as a whole need not repeat its results: it then stands for its own.
    const withdrawn = report.status === 'entered-in-error' || report.status === 'cancelled';
    if (observations.length === 0 && withdrawn) results.push({ observation: report, report });
  }
  const told = new Set(results.map(({ observation }) => observation));
  const alone = all.filter((resource) => resource.resourceType === 'Observation' && !told.has(resource));
  return [...results, ...alone.map((observation) => ({ observation }))];
}

function reportOf(
  bundle: Bundle,
  all: readonly Resource[],
  patient: Resource | undefined,
  observations: LabObservation[],
): LabReport {
  const header = all.find((resource) => resource.resourceType === 'MessageHeader');
  const report: LabReport = {
    format: 'fhir',
    messageId: bundle.identifier?.value ?? bundle.id ?? '',
    sender: `${header?.source?.name ?? ''}|${header?.source?.endpoint ?? ''}`,
    mode: modeOf([...(bundle.meta?.tag ?? []), ...(header?.meta?.tag ?? [])].map((tag) => tag.code ?? '')),
    patient: patientOf(patient),
    observations,
  };
  const sent = fhirTime(bundle.timestamp ?? '');
  if (sent) report.sent = sent;
  const onset = all.find(
    (resource) =>
      resource.resourceType === 'Observation' &&
      (resource.code?.coding ?? []).some((item) => ONSET_CODES.has(item.code ?? '')),
  );
  const onsetTime = fhirTime(onset?.valueDateTime ?? onset?.valueString ?? '');
  if (onsetTime) report.onset = onsetTime;
  return report;
}

/** Tags of table 0103 and HTEST of the ActReason system mark messages that are no real ones. */
function modeOf(tags: readonly string[]): LabReport['mode'] {
  return tags.some((tag) => ['T', 'D', 'HTEST'].includes(tag)) ? 'test' : 'production';
}

function observationOf(
  resource: Resource,
  report: Resource | undefined,
  resolve: Resolve,
  marks: Marks,
): LabObservation {
  const [value, valueType] = observedValue(resource);
  const code = conceptValue(resource.code);
  const observation: LabObservation = {
    place: `${resource.resourceType} ${resource.id ?? 'without id'}`,
    reportId: report ? (identifiersOf(report)[0]?.value ?? report.id ?? '') : (resource.id ?? ''),
    accession: report?.basedOn?.[0]?.reference ?? '',
    test: code,
    results: value,
    valueType,
    interpretations: (resource.interpretation ?? []).flatMap((concept) => conceptValue(concept).codings),
    reportStatus: report ? statusOf(report.status) : 'missing',
    observationStatus: statusOf(resource.status),
    specimen: specimenOf(resource, report, resolve),
    askOnEntry: isQuestion(resource, marks),
    selfReported: marks.selfReportMarkers.some((marker) => JSON.stringify(resource).includes(marker)),
    notes: (resource.note ?? []).flatMap((note) => (note.text ? [note.text] : [])),
  };
  const analysed = fhirTime(resource.issued ?? '');
  if (analysed) observation.analysed = analysed;
  const resulted = fhirTime(report?.issued ?? '');
  if (resulted) observation.resulted = resulted;
  return observation;
}

function statusOf(status: string | undefined): ReportStatus {
  if (status === undefined || status === '') return 'missing';
  return STATUS[status] ?? 'unknown';
}

function conceptValue(concept: Concept | undefined): CodedValue {
  const codings = (concept?.coding ?? []).flatMap((item) =>
    item.code ? [{ code: item.code.trim(), system: item.system ?? '', text: item.display ?? '' }] : [],
  );
  return { codings, text: concept?.text ?? codings[0]?.text ?? '' };
}

function observedValue(resource: Resource): [CodedValue[], string] {
  if (resource.valueCodeableConcept) return [[conceptValue(resource.valueCodeableConcept)], 'valueCodeableConcept'];
  if (resource.valueString) return [[{ codings: [], text: resource.valueString }], 'valueString'];
  return [[], ''];
}

function isQuestion(resource: Resource, marks: Marks): boolean {
  const assigned = identifiersOf(resource).some((item) =>
    (item.type?.coding ?? []).some((type) => type.code === ASK_ON_ENTRY_PANEL),
  );
  return assigned || (resource.code?.coding ?? []).some((item) => marks.askOnEntryCodes.has(item.code ?? ''));
}

function identifiersOf(
  resource: Resource,
): { value?: string | undefined; system?: string | undefined; type?: Concept | undefined }[] {
  if (!resource.identifier) return [];
  return Array.isArray(resource.identifier) ? resource.identifier : [resource.identifier];
}

function specimenOf(resource: Resource, report: Resource | undefined, resolve: Resolve): Specimen {
  const named = [resource.specimen ?? [], report?.specimen ?? []].flat();
  const found = named.map((item) => resolve(item.reference)).find((item) => item?.resourceType === 'Specimen');
  const fromSpecimen = fhirTime(
    found?.collection?.collectedDateTime ?? found?.collection?.collectedPeriod?.start ?? '',
  );
  const effective = [resource, report].map((item) => item?.effectiveDateTime ?? item?.effectivePeriod?.start ?? '');
  const fromEffective = fhirTime(effective[0] || effective[1] || '');
  const collected = fromSpecimen ?? fromEffective;
  const specimen: Specimen = {
    id: found ? (identifiersOf(found)[0]?.value ?? found.accessionIdentifier?.value ?? found.id ?? '') : '',
    type: found ? conceptValue(found.type).text : '',
    collectedFrom: fromSpecimen ? 'Specimen.collection' : fromEffective ? 'effective' : '',
  };
  if (collected) specimen.collected = collected;
  const received = fhirTime(found?.receivedTime ?? '');
  if (received) specimen.received = received;
  return specimen;
}

function patientOf(resource: Resource | undefined): Patient {
  const name = (Array.isArray(resource?.name) ? resource.name[0] : undefined) as
    | { family?: unknown; given?: unknown }
    | undefined;
  const given = Array.isArray(name?.given) ? name.given.filter((part) => typeof part === 'string').join(' ') : '';
  const patient: Patient = {
    identifiers: resource
      ? identifiersOf(resource).flatMap((item) =>
          item.value ? [{ value: item.value, authority: item.system ?? '' }] : [],
        )
      : [],
    family: typeof name?.family === 'string' ? name.family : '',
    given,
    sex: resource?.gender ?? '',
  };
  const birthDate = fhirTime(resource?.birthDate ?? '');
  if (birthDate) patient.birthDate = birthDate;
  const death = fhirTime(resource?.deceasedDateTime ?? '');
  if (death) patient.death = death;
  return patient;
}
