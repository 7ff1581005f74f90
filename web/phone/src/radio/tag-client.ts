import {
  type Advertisement,
  frameType,
  MAX_LOG_ENTRIES,
  openLogChunk,
  type Pairing,
  type PhoneMessage,
  PhonePairing,
  type Sighting,
  TagError,
  type TagMessage,
  TagSession,
  type TagStatus,
  tagErrorOf,
} from '@tallystick/protocol';
import type { FrameLink } from './gatt-link.ts';

/** Pairs over a link, while the tag's button was pressed. @throws TagError `PAIRING_CLOSED`, `PAIRING_FAILED`. */
export async function pairOver(link: FrameLink): Promise<Pairing> {
  const pairing = new PhonePairing();
  const reply = await link.exchange(pairing.start());
  if (reply[0] === frameType.refused) throw new TagError(tagErrorOf(reply[1] ?? 0));
  const { frame, pairing: made } = pairing.confirm(reply);
  const last = await link.exchange(frame);
  if (last[0] === frameType.refused) throw new TagError(tagErrorOf(last[1] ?? 0));
  if (last[0] !== frameType.paired) throw new TagError('MALFORMED');
  return made;
}

/** An open, encrypted conversation with the paired tag: one answer to each message. */
export class TagConversation {
  readonly #link: FrameLink;
  readonly #session: TagSession;

  private constructor(link: FrameLink, session: TagSession) {
    this.#link = link;
    this.#session = session;
  }

  /** Opens the session. @throws TagError. */
  static async open(link: FrameLink, pairing: Pairing): Promise<TagConversation> {
    const session = new TagSession(pairing);
    session.receive(await link.exchange(session.open()));
    return new TagConversation(link, session);
  }

  /** Sends a message and takes the answer of the kind that goes with it. @throws TagError, with the tag's code when it refused. */
  async ask<K extends TagMessage['kind']>(message: PhoneMessage, kind: K): Promise<Extract<TagMessage, { kind: K }>> {
    const answer = this.#session.receive(await this.#link.exchange(this.#session.send(message)));
    if (answer?.kind === 'error') throw new TagError(answer.code);
    if (answer?.kind !== kind) throw new TagError('MALFORMED', 'another answer');
    return answer as Extract<TagMessage, { kind: K }>;
  }

  /** Tells the tag the time. */
  async setTime(time: number): Promise<void> {
    await this.ask({ kind: 'setTime', time }, 'timeSet');
  }

  /** Hands over what to broadcast from interval `first` on, in the place of everything before. */
  async setSchedule(first: number, identifiers: readonly Advertisement[]): Promise<void> {
    const set = await this.ask({ kind: 'setSchedule', first, identifiers }, 'scheduleSet');
    if (set.first !== first || set.count !== identifiers.length) throw new TagError('MALFORMED', 'another schedule');
  }

  /** Battery, clock, and what it holds. */
  status(): Promise<TagStatus> {
    return this.ask({ kind: 'getStatus' }, 'status');
  }

  /**
   * Fetches the whole log, piece by piece; each piece is acknowledged (and forgotten by the tag) once `store` has kept it together with the
   * pairing that can read on.
   *
   * @returns number of sightings.
   */
  async fetchLog(
    pairing: Pairing,
    store: (sightings: readonly Sighting[], pairing: Pairing) => Promise<void>,
  ): Promise<number> {
    let current = pairing;
    let fetched = 0;
    for (;;) {
      const chunk = await this.ask({ kind: 'fetchLog', cursor: current.logCursor, max: MAX_LOG_ENTRIES }, 'log');
      if (chunk.entries.length === 0) return fetched;
      const opened = openLogChunk(current, chunk);
      await store(opened.sightings, opened.pairing);
      current = opened.pairing;
      fetched += opened.sightings.length;
      await this.ask({ kind: 'acknowledgeLog', cursor: current.logCursor }, 'logAcknowledged');
      if (chunk.remaining === 0) return fetched;
    }
  }
}
