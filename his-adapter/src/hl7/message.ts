/**
 * HL7 v2 encoding rules (2.5.1, chapter 2.5 to 2.8): segments, fields, repetitions, components, escapes.
 *
 * Tolerant where real senders differ (line ends, a fifth encoding character, line breaks inside a field), because a
 * message refused for its form is a patient not told.
 */

/** The characters that structure a message (MSH-1 and MSH-2). */
export interface Separators {
  field: string;
  component: string;
  repetition: string;
  escape: string;
  subcomponent: string;
}

/** One segment; `fields[n]` is field n as it stands in the message, escapes and all. */
export interface Segment {
  name: string;
  fields: readonly string[];
  /** Whether the line was ended; the last line of a cut message is not. */
  terminated: boolean;
}

/** One message, from its MSH to the next or to the end. */
export interface Hl7Message {
  separators: Separators;
  segments: readonly Segment[];
}

/** Why bytes are no HL7 message; `code` is from table 0357. */
export class Hl7SyntaxError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'Hl7SyntaxError';
    this.code = code;
  }
}

const BATCH_SEGMENTS = new Set(['FHS', 'BHS', 'BTS', 'FTS']);
const SEGMENT_START = /^[A-Z][A-Z0-9]{2}(?![A-Za-z0-9])/;

/**
 * Cuts a text into its messages: batch envelopes (FHS, BHS, BTS, FTS) are left out, every MSH begins a message.
 * @throws Hl7SyntaxError when the text does not begin with a header segment
 */
export function splitMessages(text: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/^[\s\0]+/, '')
    .split(/(?<=\r\n|\r(?!\n)|\n)/);
  if (!/^(MSH|FHS|BHS)/.test(lines[0] ?? '')) {
    throw new Hl7SyntaxError('100', 'The frame does not begin with an MSH segment: it is no HL7 v2 message.');
  }
  const messages: string[] = [];
  for (const line of lines) {
    if (BATCH_SEGMENTS.has(line.slice(0, 3))) continue;
    if (line.startsWith('MSH')) messages.push(line);
    else if (messages.length > 0) messages.push(`${messages.pop()}${line}`);
  }
  if (messages.length === 0) throw new Hl7SyntaxError('101', 'The batch holds no message.');
  return messages;
}

/**
 * Parses one message.
 * @throws Hl7SyntaxError when there is no usable MSH
 */
export function parseMessage(text: string): Hl7Message {
  const separators = readSeparators(text);
  const segments: Segment[] = [];
  for (const line of text.split(/(?<=\r\n|\r(?!\n)|\n)/)) {
    const content = line.replace(/[\r\n]+$/, '');
    if (content.trim() === '') continue;
    const terminated = content.length < line.length;
    const last = segments.at(-1);
    // A line break inside a field: what follows is no segment of its own.
    if (!SEGMENT_START.test(content) && last) segments[segments.length - 1] = continued(last, content, terminated);
    else segments.push(toSegment(content, separators, terminated));
  }
  return { separators, segments };
}

function continued(last: Segment, content: string, terminated: boolean): Segment {
  const fields = [...last.fields];
  fields[fields.length - 1] = `${fields.at(-1)}\n${content}`;
  return { name: last.name, fields, terminated };
}

function readSeparators(text: string): Separators {
  const field = text[3];
  if (!text.startsWith('MSH') || field === undefined || /[A-Za-z0-9\s]/.test(field)) {
    throw new Hl7SyntaxError('100', 'The message does not begin with a usable MSH segment.');
  }
  const encoding = text.slice(4).split(field, 1)[0] ?? '';
  const [component, repetition, escapeMark, subcomponent] = encoding;
  if (component === undefined || repetition === undefined) {
    throw new Hl7SyntaxError('101', 'MSH-2 does not name the encoding characters.');
  }
  return { field, component, repetition, escape: escapeMark ?? '\\', subcomponent: subcomponent ?? '&' };
}

function toSegment(content: string, separators: Separators, terminated: boolean): Segment {
  const parts = content.split(separators.field);
  const name = parts[0] ?? '';
  const rest = parts.slice(1);
  // MSH-1 is the separator itself, so the split is one field short.
  const fields = /^(MSH|FHS|BHS)$/.test(name) ? [name, separators.field, ...rest] : [name, ...rest];
  return { name, fields, terminated };
}

/** All repetitions of a field, each as raw text; an absent or empty field has none. */
export function repetitions(message: Hl7Message, segment: Segment, field: number): string[] {
  const raw = segment.fields[field] ?? '';
  if (raw === '' || raw === '""') return [];
  return raw.split(message.separators.repetition).filter((part) => part !== '');
}

/** The components of one raw repetition, unescaped and trimmed (of a component with subcomponents: the first). */
export function components(message: Hl7Message, raw: string): string[] {
  const { component, subcomponent } = message.separators;
  return raw.split(component).map((part) => unescapeText(message, part.split(subcomponent)[0] ?? '').trim());
}

/** The subcomponents of component `index` (from 1) of one raw repetition, unescaped and trimmed. */
export function subcomponents(message: Hl7Message, raw: string, index: number): string[] {
  const part = raw.split(message.separators.component)[index - 1] ?? '';
  return part.split(message.separators.subcomponent).map((text) => unescapeText(message, text).trim());
}

/** Component `index` (from 1) of the first repetition of a field; empty when absent. */
export function value(message: Hl7Message, segment: Segment | undefined, field: number, index = 1): string {
  if (!segment) return '';
  const first = repetitions(message, segment, field)[0];
  return first === undefined ? '' : (components(message, first)[index - 1] ?? '');
}

/** The whole first repetition as one text, components joined by spaces: for free text that holds separators. */
export function freeText(message: Hl7Message, raw: string): string {
  return unescapeText(message, raw).trim();
}

/** Resolves escape sequences (2.5.1 section 2.7); what is unknown stays as it is. */
export function unescapeText(message: Hl7Message, text: string): string {
  const { escape: mark, field, component, subcomponent, repetition } = message.separators;
  if (!text.includes(mark)) return text;
  const plain: Record<string, string> = { F: field, S: component, T: subcomponent, R: repetition, E: mark };
  const quoted = mark.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return text.replace(new RegExp(`${quoted}([^${quoted}]{0,64})${quoted}`, 'g'), (whole, sequence: string) => {
    if (sequence in plain) return plain[sequence] ?? whole;
    if (/^\.(br|sp\d*|in.*|ti.*|fi|nf|ce)$/.test(sequence)) return '\n';
    if (sequence === 'H' || sequence === 'N') return '';
    if (/^X([0-9A-Fa-f]{2})+$/.test(sequence)) return hexText(sequence.slice(1));
    return whole;
  });
}

function hexText(hex: string): string {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder('utf-8').decode(bytes);
}
