/**
 * Acknowledgements (2.5.1, section 2.9): original mode answers AA, AE or AR; enhanced mode first CA, CE or CR and then,
 * where MSH-16 asks for it, the application's answer. MSH-15 and MSH-16 may both say NE and the sender waits all the
 * same, so nobody is left without an answer.
 */
import type { Envelope } from './envelope.ts';

/** What is answered. */
export interface Outcome {
  ack: 'AA' | 'AE' | 'AR';
  /** Table 0357; present unless accepted. */
  errorCode?: string;
  /** For a person; holds nothing of the message's content. */
  reason?: string;
}

/** Sentences of table 0357. */
const ERROR_TEXT: Record<string, string> = {
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '202': 'Unsupported processing id',
  '203': 'Unsupported version id',
  '207': 'Application internal error',
};

/** What the answer needs from the message; a frame that is no HL7 has none of it. */
export type Addressee = Partial<Envelope>;

/** Builds the answers to one message, in the order in which they are sent. */
export function acknowledgements(to: Addressee, outcome: Outcome, at: Date, newId: () => string): string[] {
  const accept = to.acceptAck ?? '';
  const application = to.applicationAck ?? '';
  const answers: string[] = [];
  if (['AL', 'SU', 'ER'].includes(accept)) {
    answers.push(oneAck(to, outcome, outcome.ack.replace('A', 'C'), at, newId()));
    const wanted = application === 'AL' || (application === 'SU' && outcome.ack === 'AA');
    if (wanted || (application === 'ER' && outcome.ack !== 'AA')) {
      answers.push(oneAck(to, outcome, outcome.ack, at, newId()));
    }
    return answers;
  }
  return [oneAck(to, outcome, outcome.ack, at, newId())];
}

function oneAck(to: Addressee, outcome: Outcome, code: string, at: Date, id: string): string {
  const stamp = `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}+0000`;
  const trigger = to.trigger ? `ACK^${escapeText(to.trigger)}^ACK` : 'ACK';
  const header = [
    'MSH',
    '^~\\&',
    'TALLYSTICK',
    escapeText(to.receivingFacility ?? ''),
    escapeText(to.sendingApplication ?? ''),
    escapeText(to.sendingFacility ?? ''),
    stamp,
    '',
    trigger,
    id,
    /^[PTD]$/.test(to.processing ?? '') ? to.processing : 'P',
    /^2\.\d(\.\d)?$/.test(to.version ?? '') ? to.version : '2.5.1',
  ].join('|');
  const segments = [header, `MSA|${code}|${escapeText(to.controlId ?? '')}`];
  if (outcome.errorCode) {
    const coded = `${outcome.errorCode}^${ERROR_TEXT[outcome.errorCode] ?? 'Error'}^HL70357`;
    segments.push(`ERR|||${coded}|E||||${escapeText(outcome.reason ?? '')}`);
  }
  return `${segments.join('\r')}\r`;
}

/** Escapes what structures a message; line ends become spaces. */
function escapeText(text: string): string {
  const sequences: Record<string, string> = { '|': '\\F\\', '^': '\\S\\', '&': '\\T\\', '~': '\\R\\', '\\': '\\E\\' };
  return text.replace(/[|^&~\\]/g, (char) => sequences[char] ?? char).replace(/[\r\n]+/g, ' ');
}
