/**
 * What can be taken: the header of a message and the verdict on it, before anything is decoded.
 * The type outranks the content: an order can carry results that look final.
 */
import { type Hl7Message, type Segment, value } from './message.ts';

/** The header of a message, as far as receiving needs it. */
export interface Envelope {
  sendingApplication: string;
  sendingFacility: string;
  receivingApplication: string;
  receivingFacility: string;
  messageCode: string;
  trigger: string;
  controlId: string;
  /** MSH-11: `P`, `T`, `D` or what stands there. */
  processing: string;
  version: string;
  /** MSH-15 and MSH-16 (table 0155); both empty means original mode. */
  acceptAck: string;
  applicationAck: string;
}

/** What becomes of a message at the door. */
export type Verdict =
  | { kind: 'report' }
  | { kind: 'ignored'; code: string; reason: string }
  | { kind: 'refused'; ack: 'AE' | 'AR'; errorCode: string; code: string; reason: string };

/** Reads the header. */
export function readEnvelope(message: Hl7Message): Envelope {
  const msh = message.segments[0];
  return {
    sendingApplication: value(message, msh, 3),
    sendingFacility: value(message, msh, 4),
    receivingApplication: value(message, msh, 5),
    receivingFacility: value(message, msh, 6),
    messageCode: value(message, msh, 9, 1).toUpperCase(),
    trigger: value(message, msh, 9, 2).toUpperCase(),
    controlId: value(message, msh, 10),
    processing: value(message, msh, 11).toUpperCase(),
    version: value(message, msh, 12),
    acceptAck: value(message, msh, 15).toUpperCase(),
    applicationAck: value(message, msh, 16).toUpperCase(),
  };
}

/** Message types that hospitals send to everybody and that tell this adapter nothing. */
const ACKNOWLEDGED_AND_IGNORED: Record<string, string> = {
  OML: 'This is a laboratory order. Orders are acknowledged and never decided, whatever results they seem to carry.',
  ORM: 'This is an order. Orders are acknowledged and never decided, whatever results they seem to carry.',
  OMG: 'This is an order. Orders are acknowledged and never decided, whatever results they seem to carry.',
  ADT: 'This is a patient administration message. It holds no laboratory result.',
};

/** Judges whether a message can be taken. */
export function judge(message: Hl7Message, envelope: Envelope): Verdict {
  if (envelope.messageCode === '') return refused('AE', '101', 'MESSAGE_TYPE_MISSING', 'MSH-9 names no message type.');
  if (envelope.controlId === '') {
    return refused('AE', '101', 'CONTROL_ID_MISSING', 'MSH-10 is empty: the message cannot be acknowledged by its id.');
  }
  const ignored = ACKNOWLEDGED_AND_IGNORED[envelope.messageCode];
  if (ignored) return { kind: 'ignored', code: 'TYPE_IGNORED', reason: ignored };
  if (envelope.messageCode !== 'ORU') {
    const type = `${envelope.messageCode}^${envelope.trigger}`.slice(0, 16);
    return refused('AR', '200', 'TYPE_UNKNOWN', `Messages of type ${type} are not taken here.`);
  }
  if (!['', 'R01', 'R30', 'R31', 'R32', 'R40', 'W01'].includes(envelope.trigger)) {
    return refused(
      'AR',
      '201',
      'EVENT_UNKNOWN',
      `ORU messages of event ${envelope.trigger.slice(0, 8)} are not taken.`,
    );
  }
  if (envelope.version !== '' && !envelope.version.startsWith('2.')) {
    return refused('AR', '203', 'VERSION_UNKNOWN', 'MSH-12 names a version that is not HL7 v2.');
  }
  return judgeResults(message);
}

function judgeResults(message: Hl7Message): Verdict {
  if (!message.segments.some((segment) => segment.name === 'OBR')) {
    return refused('AE', '100', 'ORDER_MISSING', 'The result message has no OBR segment: it is cut, or no result.');
  }
  if (isCut(message.segments.at(-1))) {
    return refused(
      'AE',
      '101',
      'MESSAGE_CUT',
      'The last segment stops before its required fields: the message is cut.',
    );
  }
  return { kind: 'report' };
}

/** Fields that a complete segment has at least; a last line that stops before them was cut. */
const REQUIRED_FIELDS: Record<string, number> = { OBX: 11, OBR: 25, PID: 5, SPM: 4 };

function isCut(last: Segment | undefined): boolean {
  if (!last || last.terminated) return false;
  if (!/^[A-Z][A-Z0-9]{2}$/.test(last.name)) return true;
  return last.fields.length - 1 < (REQUIRED_FIELDS[last.name] ?? 1);
}

function refused(ack: 'AE' | 'AR', errorCode: string, code: string, reason: string): Verdict {
  return { kind: 'refused', ack, errorCode, code, reason };
}
