/**
 * The door of the adapter: whatever a frame turns out to be is stored first and answered afterwards.
 * AA is only ever said of what is durable; a retransmission gets the answer that the first got.
 */
import { randomUUID } from 'node:crypto';
import { type Addressee, acknowledgements, type Outcome } from '../hl7/ack.ts';
import { decodeText } from '../hl7/charset.ts';
import { judge, readEnvelope, type Verdict } from '../hl7/envelope.ts';
import { Hl7SyntaxError, parseMessage, splitMessages } from '../hl7/message.ts';
import type { NewMessage } from '../store/inbox.ts';
import type { Store } from '../store/store.ts';

/** What became of a frame. */
export interface Taken {
  /** Messages to send back, in order. */
  answers: string[];
  /** Ids of messages that now wait for their decision. */
  waiting: number[];
}

/** One message of a frame with what is to be said of it. */
interface Judged {
  text: string;
  envelope: Addressee;
  verdict: Verdict;
}

/**
 * Takes one frame. Several messages in one frame (a batch) are stored all together or not at all and answered one by one.
 * @param now milliseconds since 1970
 * @throws what the store throws; then nothing was stored and nothing may be acknowledged
 */
export function takeFrame(store: Store, frame: Uint8Array, now: number): Taken {
  const judged = judgeFrame(frame);
  return store.db.transaction(() => {
    const taken: Taken = { answers: [], waiting: [] };
    for (const message of judged) {
      const one = takeMessage(
        store,
        message,
        judged.length === 1 ? frame : new TextEncoder().encode(message.text),
        now,
      );
      taken.answers.push(...one.answers);
      taken.waiting.push(...one.waiting);
    }
    return taken;
  });
}

function judgeFrame(frame: Uint8Array): Judged[] {
  const { text } = decodeText(frame);
  let texts: string[];
  try {
    texts = splitMessages(text);
  } catch (error) {
    return [{ text, envelope: {}, verdict: noHl7(error) }];
  }
  return texts.map((one) => {
    try {
      const message = parseMessage(one);
      const envelope = readEnvelope(message);
      return { text: one, envelope, verdict: judge(message, envelope) };
    } catch (error) {
      return { text: one, envelope: {}, verdict: noHl7(error) };
    }
  });
}

function noHl7(error: unknown): Verdict {
  if (!(error instanceof Hl7SyntaxError)) throw error;
  return { kind: 'refused', ack: 'AR', errorCode: error.code, code: 'NOT_HL7', reason: error.message };
}

function takeMessage(store: Store, message: Judged, raw: Uint8Array, now: number): Taken {
  const { envelope, verdict } = message;
  const sender = `${envelope.sendingApplication ?? ''}|${envelope.sendingFacility ?? ''}`;
  const controlId = envelope.controlId ?? '';
  const digest = store.keys.digest('message', raw);
  const before = store.inbox.find(sender, controlId, digest);
  if (before) return { answers: before.answer, waiting: [] };
  const at = new Date(now);
  const answers = acknowledgements(envelope, outcomeOf(verdict), at, () => randomUUID().slice(0, 20));
  const id = store.inbox.put({
    receivedAt: Math.floor(now / 1000),
    transport: 'mllp',
    sender,
    controlId,
    type: envelope.messageCode ? `${envelope.messageCode}^${envelope.trigger ?? ''}` : '',
    digest,
    raw,
    answer: answers,
    ...fateOf(verdict),
  });
  return { answers, waiting: verdict.kind === 'report' ? [id] : [] };
}

function outcomeOf(verdict: Verdict): Outcome {
  if (verdict.kind !== 'refused') return { ack: 'AA' };
  return { ack: verdict.ack, errorCode: verdict.errorCode, reason: verdict.reason };
}

function fateOf(verdict: Verdict): Pick<NewMessage, 'state' | 'code' | 'reason'> {
  switch (verdict.kind) {
    case 'report':
      return { state: 'stored', code: 'WAITING', reason: 'Waits for its decision.' };
    case 'ignored':
      return { state: 'ignored', code: verdict.code, reason: verdict.reason };
    case 'refused':
      return { state: 'refused', code: verdict.code, reason: verdict.reason };
  }
}

/**
 * Takes bytes that are no whole message (a cut or an oversized frame): kept for a person, answered AR.
 * The header, where there is one, lets the sender recognise which of its messages is meant.
 */
export function takeFragment(
  store: Store,
  fragment: Uint8Array,
  why: { code: 'FRAME_CUT' | 'FRAME_TOO_LARGE'; reason: string },
  now: number,
): Taken {
  const envelope = headerOf(fragment);
  const verdict: Verdict = { kind: 'refused', ack: 'AR', errorCode: '100', ...why };
  return store.db.transaction(() => takeMessage(store, { text: '', envelope, verdict }, fragment, now));
}

function headerOf(fragment: Uint8Array): Addressee {
  try {
    const [first = ''] = splitMessages(decodeText(fragment).text);
    return readEnvelope(parseMessage(first));
  } catch (error) {
    if (error instanceof Hl7SyntaxError) return {};
    throw error;
  }
}

/** The answer when the store itself fails: nothing is durable, so the sender must keep its message. */
export function answerStoreFailure(frame: Uint8Array, now: number): string[] {
  const outcome: Outcome = {
    ack: 'AE',
    errorCode: '207',
    reason: 'The message could not be stored. Nothing of it was kept; send it again later.',
  };
  return acknowledgements(headerOf(frame), outcome, new Date(now), () => randomUUID().slice(0, 20));
}
