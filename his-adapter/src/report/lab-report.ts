/**
 * A laboratory report as plain data: what HL7 v2 and FHIR are both decoded into, and all that the decision reads.
 * Patient identity is for the case alone; nothing of it may leave this room.
 */
import type { ClinicalTime } from './clinical-time.ts';

/** One code with the system that it claims to be from, as the record writes them. */
export interface Coding {
  code: string;
  system: string;
  text: string;
}

/** A coded or textual value: every coding given (primary, alternate, second alternate) and the text beside them. */
export interface CodedValue {
  codings: Coding[];
  /** Original text, or the value itself where it is text only. */
  text: string;
}

/** One identifier of a patient within the authority that gave it. */
export interface PatientIdentifier {
  value: string;
  authority: string;
}

/** Who the report is about. Never logged, never on the ledger. */
export interface Patient {
  identifiers: PatientIdentifier[];
  family: string;
  given: string;
  birthDate?: ClinicalTime;
  sex: string;
  death?: ClinicalTime;
}

/** What was collected, and when. */
export interface Specimen {
  id: string;
  type: string;
  collected?: ClinicalTime;
  /** Which field the collection time came from, e.g. `SPM-17`; empty when there is none. */
  collectedFrom: string;
  received?: ClinicalTime;
}

/** The status words of both standards, reduced to what the decision distinguishes. */
export type ReportStatus =
  | 'final'
  | 'corrected'
  | 'preliminary'
  | 'partial'
  | 'registered'
  | 'cancelled'
  | 'entered-in-error'
  | 'error'
  | 'missing'
  | 'unknown';

/** One observation (an OBX, or a FHIR Observation) with what it takes from its order and specimen. */
export interface LabObservation {
  /** Where it stands, for a person: `OBX 3 of OBR 1` or `Observation/…`. */
  place: string;
  /** Filler order number or report id; empty when absent. */
  reportId: string;
  /** Placer or accession number; empty when absent. */
  accession: string;
  test: CodedValue;
  /** The value, one entry for each repetition. */
  results: CodedValue[];
  /** How the value is typed in the record (`CWE`, `ST`, `NM`, `valueQuantity` …). */
  valueType: string;
  interpretations: Coding[];
  reportStatus: ReportStatus;
  observationStatus: ReportStatus;
  specimen: Specimen;
  analysed?: ClinicalTime;
  /** When the result was reported or last changed its status. */
  resulted?: ClinicalTime;
  /** An answer to a question asked at order entry, and so no result. */
  askOnEntry: boolean;
  /** Marked by its sender as reported by the person tested. */
  selfReported: boolean;
  notes: string[];
}

/** One report about one patient. */
export interface LabReport {
  format: 'hl7v2' | 'fhir';
  /** MSH-10 or the bundle's identifier. */
  messageId: string;
  /** Sending application and facility, joined by `|`. */
  sender: string;
  mode: 'production' | 'test' | 'unknown';
  sent?: ClinicalTime;
  patient: Patient;
  /** Onset of symptoms as told in the record. */
  onset?: ClinicalTime;
  observations: LabObservation[];
}
