/**
 * ORU^R01 into {@link LabReport}s, one for each PID (2.5.1, section 7.3.1).
 *
 * Walks the segments and never the abstract message structure, because real senders leave out, repeat and reorder
 * groups: ORC may be missing, OBX may follow SPM, several SPM may stand under one OBR.
 */
import { type ClinicalTime, hl7Time } from '../report/clinical-time.ts';
import type { LabObservation, LabReport, Patient, ReportStatus, Specimen } from '../report/lab-report.ts';
import { readEnvelope } from './envelope.ts';
import { components, freeText, type Hl7Message, repetitions, type Segment, subcomponents, value } from './message.ts';
import { codedField, resultValues } from './values.ts';

/** OBX-11, table 0085. */
const OBSERVATION_STATUS: Record<string, ReportStatus> = {
  F: 'final',
  U: 'final',
  P: 'preliminary',
  S: 'partial',
  R: 'preliminary',
  I: 'registered',
  O: 'registered',
  C: 'corrected',
  A: 'corrected',
  X: 'cancelled',
  N: 'cancelled',
  D: 'entered-in-error',
  W: 'entered-in-error',
};

/** OBR-25, table 0123; W stands there as well in real messages. */
const REPORT_STATUS: Record<string, ReportStatus> = {
  F: 'final',
  C: 'corrected',
  M: 'corrected',
  P: 'preliminary',
  A: 'partial',
  R: 'preliminary',
  O: 'registered',
  I: 'registered',
  S: 'registered',
  X: 'cancelled',
  Y: 'error',
  Z: 'error',
  D: 'entered-in-error',
  W: 'entered-in-error',
};

/** Codes of onset among the ask-on-entry answers (LOINC). */
const ONSET_CODES = new Set(['65222-2', '11368-8']);

/** Tells what a configuration marks as an ask-on-entry question or as self-reported. */
export interface Marks {
  askOnEntryCodes: ReadonlySet<string>;
  selfReportMarkers: readonly string[];
}

/** One order group: OBR with what follows it until the next. */
interface OrderGroup {
  orc: Segment | undefined;
  obr: Segment;
  items: { obx: Segment; notes: string[] }[];
  specimens: Segment[];
}

/** One patient with the orders that follow. */
interface PatientGroup {
  pid: Segment | undefined;
  orders: OrderGroup[];
}

/** Decodes a message that {@link judge} took as a report. */
export function decodeReports(message: Hl7Message, marks: Marks): LabReport[] {
  const envelope = readEnvelope(message);
  const sent = hl7Time(value(message, message.segments[0], 7));
  return groupByPatient(message).map((group) => {
    const observations = group.orders.flatMap((order, index) => orderObservations(message, order, index, marks));
    const report: LabReport = {
      format: 'hl7v2',
      messageId: envelope.controlId,
      sender: `${envelope.sendingApplication}|${envelope.sendingFacility}`,
      mode: modeOf(envelope.processing),
      patient: patientOf(message, group.pid),
      observations,
    };
    if (sent) report.sent = sent;
    const onset = onsetOf(message, group);
    if (onset) report.onset = onset;
    return report;
  });
}

function modeOf(processing: string): LabReport['mode'] {
  if (processing === 'P' || processing === '') return 'production';
  return processing === 'T' || processing === 'D' ? 'test' : 'unknown';
}

function groupByPatient(message: Hl7Message): PatientGroup[] {
  const groups: PatientGroup[] = [];
  let orc: Segment | undefined;
  for (const segment of message.segments) {
    const patient = groups.at(-1);
    const order = patient?.orders.at(-1);
    if (segment.name === 'PID') groups.push({ pid: segment, orders: [] });
    else if (segment.name === 'ORC') orc = segment;
    else if (segment.name === 'OBR') {
      const target = patient ?? { pid: undefined, orders: [] };
      if (!patient) groups.push(target);
      target.orders.push({ orc, obr: segment, items: [], specimens: [] });
      orc = undefined;
    } else if (segment.name === 'OBX') order?.items.push({ obx: segment, notes: [] });
    else if (segment.name === 'SPM') order?.specimens.push(segment);
    else if (segment.name === 'NTE') {
      order?.items.at(-1)?.notes.push(...repetitions(message, segment, 3).map((raw) => freeText(message, raw)));
    }
  }
  return groups.filter((group) => group.orders.length > 0);
}

function orderObservations(message: Hl7Message, order: OrderGroup, index: number, marks: Marks): LabObservation[] {
  const specimen = specimenOf(message, order);
  const reportId = value(message, order.obr, 3) || value(message, order.orc, 3);
  const accession = value(message, order.obr, 2) || value(message, order.orc, 2);
  const reportStatus = statusOf(REPORT_STATUS, value(message, order.obr, 25));
  const resulted = hl7Time(value(message, order.obr, 22));
  const observations = order.items.map(({ obx, notes }, at) => {
    const test = codedField(message, obx, 3);
    const observation: LabObservation = {
      place: `OBX ${value(message, obx, 1) || at + 1} of OBR ${value(message, order.obr, 1) || index + 1}`,
      reportId,
      accession,
      test,
      results: resultValues(message, obx),
      valueType: value(message, obx, 2).toUpperCase(),
      interpretations: repetitions(message, obx, 8).flatMap((raw) => {
        const [code = '', text = '', system = ''] = components(message, raw);
        return code || text ? [{ code, text, system }] : [];
      }),
      reportStatus,
      observationStatus: statusOf(OBSERVATION_STATUS, value(message, obx, 11)),
      specimen,
      askOnEntry: isQuestion(message, obx, marks),
      selfReported: isSelfReported([order.orc, order.obr, obx], marks),
      notes,
    };
    const analysed = hl7Time(value(message, obx, 19));
    if (analysed) observation.analysed = analysed;
    if (resulted) observation.resulted = resulted;
    return observation;
  });
  const withdrawn = reportStatus === 'entered-in-error' || reportStatus === 'cancelled';
  if (observations.length > 0 || !withdrawn) return observations;
  // A report that is taken back as a whole need not repeat its results.
  return [
    {
      place: `OBR ${value(message, order.obr, 1) || index + 1}`,
      reportId,
      accession,
      test: codedField(message, order.obr, 4),
      results: [],
      valueType: '',
      interpretations: [],
      reportStatus,
      observationStatus: reportStatus,
      specimen,
      askOnEntry: false,
      selfReported: false,
      notes: [],
    },
  ];
}

function statusOf(table: Record<string, ReportStatus>, code: string): ReportStatus {
  if (code === '') return 'missing';
  return table[code.toUpperCase()] ?? 'unknown';
}

function isQuestion(message: Hl7Message, obx: Segment, marks: Marks): boolean {
  if (value(message, obx, 29).toUpperCase() === 'QST') return true;
  return codedField(message, obx, 3).codings.some((coding) => marks.askOnEntryCodes.has(coding.code));
}

function isSelfReported(segments: (Segment | undefined)[], marks: Marks): boolean {
  return segments.some((segment) =>
    segment?.fields.some((field) => marks.selfReportMarkers.some((marker) => field.includes(marker))),
  );
}

function specimenOf(message: Hl7Message, order: OrderGroup): Specimen {
  const dated = order.specimens.find((spm) => value(message, spm, 17) !== '') ?? order.specimens[0];
  const fromSpecimen = hl7Time(value(message, dated, 17));
  const fromOrder = hl7Time(value(message, order.obr, 7));
  const collected = fromSpecimen ?? fromOrder;
  const raw = dated ? (repetitions(message, dated, 2)[0] ?? '') : '';
  const filler = subcomponents(message, raw, 2)[0] ?? '';
  const specimen: Specimen = {
    id: filler || (subcomponents(message, raw, 1)[0] ?? ''),
    type: value(message, dated, 4, 2) || value(message, dated, 4, 1),
    collectedFrom: fromSpecimen ? 'SPM-17' : fromOrder ? 'OBR-7' : '',
  };
  if (collected) specimen.collected = collected;
  const received = hl7Time(value(message, dated, 18) || value(message, order.obr, 14));
  if (received) specimen.received = received;
  return specimen;
}

function patientOf(message: Hl7Message, pid: Segment | undefined): Patient {
  const identifiers = pid
    ? repetitions(message, pid, 3).flatMap((raw) => {
        const [id = ''] = components(message, raw);
        const [namespace = '', universal = ''] = subcomponents(message, raw, 4);
        return id ? [{ value: id, authority: universal || namespace }] : [];
      })
    : [];
  const patient: Patient = {
    identifiers,
    family: value(message, pid, 5, 1),
    given: value(message, pid, 5, 2),
    sex: value(message, pid, 8),
  };
  const birthDate = hl7Time(value(message, pid, 7));
  if (birthDate) patient.birthDate = birthDate;
  const death = hl7Time(value(message, pid, 29));
  if (death) patient.death = death;
  return patient;
}

function onsetOf(message: Hl7Message, group: PatientGroup): ClinicalTime | undefined {
  for (const order of group.orders) {
    for (const { obx } of order.items) {
      const asked = codedField(message, obx, 3).codings.some((coding) => ONSET_CODES.has(coding.code));
      const onset = asked ? hl7Time(value(message, obx, 5)) : undefined;
      if (onset) return onset;
    }
  }
  return undefined;
}
