/** Coded fields (CE, CWE, CNE) and OBX-5 in its many types, as plain values. */
import type { CodedValue, Coding } from '../report/lab-report.ts';
import { components, freeText, type Hl7Message, repetitions, type Segment, value } from './message.ts';

/** Types of OBX-2 whose components are code, text and system. */
const CODED_TYPES = new Set(['CE', 'CWE', 'CNE', 'CF', '']);

/** A coded field with primary, alternate and second alternate triplet and the original text (CWE.9). */
export function codedField(message: Hl7Message, segment: Segment, field: number): CodedValue {
  return codedValue(message, repetitions(message, segment, field)[0] ?? '');
}

function codedValue(message: Hl7Message, raw: string): CodedValue {
  const parts = components(message, raw);
  const triplets = [0, 3, 9].map((at) => ({
    code: parts[at] ?? '',
    text: parts[at + 1] ?? '',
    system: parts[at + 2] ?? '',
  }));
  const codings: Coding[] = triplets.filter((coding) => coding.code !== '');
  const text = parts[8] || (triplets.find((triplet) => triplet.text !== '')?.text ?? '');
  return { codings, text };
}

/** The values of OBX-5, one for each repetition; what is no code is text. */
export function resultValues(message: Hl7Message, obx: Segment): CodedValue[] {
  const type = value(message, obx, 2).toUpperCase();
  return repetitions(message, obx, 5)
    .map((raw) => (CODED_TYPES.has(type) ? codedValue(message, raw) : { codings: [], text: freeText(message, raw) }))
    .filter((result) => result.codings.length > 0 || result.text !== '');
}
