import { type Bytes, concat, concatAll, u8, u32be } from '../bytes.ts';
import { INTERVALS_PER_DAY } from '../time.ts';
import { ADVERTISEMENT_BYTES, type Advertisement, encodeAdvertisement } from './advertisement.ts';
import { ByteReader } from './byte-reader.ts';
import { LOG_ENTRY_BYTES } from './log.ts';
import { TagError, type TagErrorCode, tagErrorNumber, tagErrorOf } from './tag-error.ts';

/** Most identifiers that a tag holds: 24 hours. */
export const MAX_SCHEDULE = INTERVALS_PER_DAY;

/** Most log entries in one message. */
export const MAX_LOG_ENTRIES = 96;

/** What the phone tells the tag. */
export type PhoneMessage =
  /** The tag has no clock of its own: Unix seconds. */
  | { readonly kind: 'setTime'; readonly time: number }
  /** What to broadcast in each interval from `first` on; takes the place of all that was scheduled. */
  | { readonly kind: 'setSchedule'; readonly first: number; readonly identifiers: readonly Advertisement[] }
  /** Log entries from number `cursor` on, at most `max`. */
  | { readonly kind: 'fetchLog'; readonly cursor: number; readonly max: number }
  /** Entries before number `cursor` are stored on the phone: the tag forgets them. */
  | { readonly kind: 'acknowledgeLog'; readonly cursor: number }
  /** Forget the identifiers of interval `from` and later. */
  | { readonly kind: 'dropIdentifiers'; readonly from: number }
  | { readonly kind: 'getStatus' };

/** State of a tag. */
export interface TagStatus {
  /** Percent, 255 when unknown. */
  readonly battery: number;
  /** Its Unix seconds, 0 while its clock is not set. */
  readonly time: number;
  /** Identifiers that it holds: first interval and number. */
  readonly scheduleFirst: number;
  readonly scheduleCount: number;
  /** Log entries that it holds: number of the first, and of the one after the last. */
  readonly logFirst: number;
  readonly logNext: number;
  /** Last error since the status before; `NONE` when there was none. */
  readonly lastError: TagErrorCode;
}

/** What the tag answers, one message to each of the phone's. */
export type TagMessage =
  | { readonly kind: 'timeSet'; readonly time: number }
  | { readonly kind: 'scheduleSet'; readonly first: number; readonly count: number }
  | {
      readonly kind: 'log';
      readonly first: number;
      /** Entries after these that the tag still holds. */
      readonly remaining: number;
      readonly entries: readonly Bytes[];
    }
  | { readonly kind: 'logAcknowledged'; readonly cursor: number }
  | { readonly kind: 'identifiersDropped'; readonly from: number }
  | ({ readonly kind: 'status' } & TagStatus)
  | { readonly kind: 'error'; readonly code: TagErrorCode };

const type = {
  setTime: 0x01,
  setSchedule: 0x02,
  fetchLog: 0x03,
  acknowledgeLog: 0x04,
  dropIdentifiers: 0x05,
  getStatus: 0x06,
  timeSet: 0x81,
  scheduleSet: 0x82,
  log: 0x83,
  logAcknowledged: 0x84,
  identifiersDropped: 0x85,
  status: 0x86,
  error: 0xff,
} as const satisfies Record<PhoneMessage['kind'] | TagMessage['kind'], number>;

/** A phone's message: one byte type, then its fields. @throws TagError `SCHEDULE_TOO_LONG`; RangeError for numbers that do not fit. */
export function encodePhoneMessage(message: PhoneMessage): Bytes {
  const head = u8(type[message.kind]);
  switch (message.kind) {
    case 'setTime':
      return concat(head, u32be(message.time));
    case 'setSchedule': {
      const { first, identifiers } = message;
      if (identifiers.length > MAX_SCHEDULE) throw new TagError('SCHEDULE_TOO_LONG');
      return concatAll([head, u32be(first), u8(identifiers.length), ...identifiers.map(encodeAdvertisement)]);
    }
    case 'fetchLog':
      return concat(head, u32be(message.cursor), u8(message.max));
    case 'acknowledgeLog':
      return concat(head, u32be(message.cursor));
    case 'dropIdentifiers':
      return concat(head, u32be(message.from));
    case 'getStatus':
      return head;
  }
}

function readIdentifiers(reader: ByteReader): Advertisement[] {
  const count = reader.u8();
  if (count > MAX_SCHEDULE) throw new TagError('SCHEDULE_TOO_LONG');
  return Array.from({ length: count }, () => {
    const identifier = reader.take(ADVERTISEMENT_BYTES);
    return { rpi: identifier.slice(0, 16), aem: identifier.slice(16) };
  });
}

function readPhoneMessage(reader: ByteReader): PhoneMessage {
  switch (reader.u8()) {
    case type.setTime:
      return { kind: 'setTime', time: reader.u32() };
    case type.setSchedule:
      return { kind: 'setSchedule', first: reader.u32(), identifiers: readIdentifiers(reader) };
    case type.fetchLog:
      return { kind: 'fetchLog', cursor: reader.u32(), max: reader.u8() };
    case type.acknowledgeLog:
      return { kind: 'acknowledgeLog', cursor: reader.u32() };
    case type.dropIdentifiers:
      return { kind: 'dropIdentifiers', from: reader.u32() };
    case type.getStatus:
      return { kind: 'getStatus' };
    default:
      throw new TagError('MALFORMED', 'unknown message');
  }
}

/** Reads a phone's message. @throws TagError `MALFORMED` or `SCHEDULE_TOO_LONG`. */
export function decodePhoneMessage(bytes: Uint8Array): PhoneMessage {
  const reader = new ByteReader(bytes);
  const message = readPhoneMessage(reader);
  reader.end();
  return message;
}

/** A tag's message: one byte type, then its fields. */
export function encodeTagMessage(message: TagMessage): Bytes {
  const head = u8(type[message.kind]);
  switch (message.kind) {
    case 'timeSet':
      return concat(head, u32be(message.time));
    case 'scheduleSet':
      return concat(head, u32be(message.first), u8(message.count));
    case 'log':
      return concatAll([
        head,
        u32be(message.first),
        u32be(message.remaining),
        u8(message.entries.length),
        ...message.entries,
      ]);
    case 'logAcknowledged':
      return concat(head, u32be(message.cursor));
    case 'identifiersDropped':
      return concat(head, u32be(message.from));
    case 'status':
      return concat(
        head,
        u8(message.battery),
        u32be(message.time),
        u32be(message.scheduleFirst),
        u8(message.scheduleCount),
        u32be(message.logFirst),
        u32be(message.logNext),
        u8(tagErrorNumber(message.lastError)),
      );
    case 'error':
      return concat(head, u8(tagErrorNumber(message.code)));
  }
}

function readEntries(reader: ByteReader): Bytes[] {
  const count = reader.u8();
  return Array.from({ length: count }, () => reader.take(LOG_ENTRY_BYTES));
}

function readTagMessage(reader: ByteReader): TagMessage {
  switch (reader.u8()) {
    case type.timeSet:
      return { kind: 'timeSet', time: reader.u32() };
    case type.scheduleSet:
      return { kind: 'scheduleSet', first: reader.u32(), count: reader.u8() };
    case type.log:
      return { kind: 'log', first: reader.u32(), remaining: reader.u32(), entries: readEntries(reader) };
    case type.logAcknowledged:
      return { kind: 'logAcknowledged', cursor: reader.u32() };
    case type.identifiersDropped:
      return { kind: 'identifiersDropped', from: reader.u32() };
    case type.status:
      return {
        kind: 'status',
        battery: reader.u8(),
        time: reader.u32(),
        scheduleFirst: reader.u32(),
        scheduleCount: reader.u8(),
        logFirst: reader.u32(),
        logNext: reader.u32(),
        lastError: tagErrorOf(reader.u8()),
      };
    case type.error:
      return { kind: 'error', code: tagErrorOf(reader.u8()) };
    default:
      throw new TagError('MALFORMED', 'unknown message');
  }
}

/** Reads a tag's message. @throws TagError `MALFORMED`. */
export function decodeTagMessage(bytes: Uint8Array): TagMessage {
  const reader = new ByteReader(bytes);
  const message = readTagMessage(reader);
  reader.end();
  return message;
}
