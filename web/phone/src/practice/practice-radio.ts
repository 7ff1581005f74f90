import {
  dayAt,
  dayStart,
  endOfKey,
  intervalAt,
  systemRandom,
  TallystickError,
  verificationKeys,
} from '@tallystick/protocol';
import type { Phone } from '../core/phone.ts';
import type { Neighbour, Neighbourhood, Whereabouts } from '../domain/neighbourhood.ts';
import { publicationRequest } from '../domain/publication.ts';
import { publishDiagnosis } from '../net/api.ts';
import { readSetting } from '../store/database.ts';
import { Air } from './air.ts';
import { firstNeighbourhood, identifiersOfNeighbour, rssiOf, sightingsOf, withKeys } from './neighbours.ts';

const NOON = 43_200;
const BEAT_MILLISECONDS = 10_000;

/**
 * The practice radio: a simulated neighbourhood in which one chooses who is near, lets time pass, and lets somebody fall ill. What it
 * hears goes the way of everything heard; nothing behind it knows the difference.
 */
export class PracticeRadio {
  readonly phone: Phone;
  readonly air: Air;
  #since = 0;
  #heardAt = 0;

  constructor(phone: Phone) {
    this.phone = phone;
    this.air = new Air(phone);
    const beat = (): void => {
      if (phone.snapshot().radio === 'practice' && phone.snapshot().logging) this.#alive();
    };
    beat();
    setInterval(beat, BEAT_MILLISECONDS);
    phone.subscribe(() => {
      if (phone.snapshot().radio === 'practice' && phone.snapshot().radioState.kind === 'idle') this.#alive();
    });
  }

  #alive(): void {
    const now = this.phone.clock.now();
    // The clock may have been moved: then it is listening since that moment.
    if (Math.abs(now - this.#heardAt) > 60) this.#since = now;
    this.#heardAt = now;
    this.phone.setRadio({ kind: 'listening', since: this.#since, alive: now });
  }

  /** Who is there. */
  async neighbourhood(): Promise<Neighbourhood> {
    return (await readSetting(this.phone.db, 'neighbourhood')) ?? firstNeighbourhood;
  }

  async #keep(neighbours: readonly Neighbour[]): Promise<void> {
    await this.phone.setSetting('neighbourhood', { neighbours });
  }

  /** Uses the practice radio from now on, and goes back to noon UTC two days ago, so that what is met there can be published today. */
  async begin(): Promise<void> {
    await this.setClock(dayStart(dayAt(this.phone.clock.platform()) - 2) + NOON);
    await this.phone.setSetting('radio', 'practice');
  }

  /** Sets the phone's clock to a moment, never later than the real one. */
  async setClock(moment: number): Promise<void> {
    const offset = Math.min(0, moment - this.phone.clock.platform());
    await this.phone.setClockOffset(offset);
    if (this.phone.snapshot().radio === 'practice') this.#alive();
  }

  /** Puts somebody somewhere. */
  async place(name: string, whereabouts: Whereabouts): Promise<void> {
    const { neighbours } = await this.neighbourhood();
    await this.#keep(
      neighbours.map((neighbour) => (neighbour.name === name ? { ...neighbour, whereabouts } : neighbour)),
    );
  }

  /** Lets time pass among whoever is near: they are heard, and the phone's clock moves on. */
  async spend(seconds: number, others: Readonly<Record<string, Whereabouts>>): Promise<void> {
    const { clock } = this.phone;
    const start = Math.min(clock.now(), clock.platform() - seconds);
    const from = intervalAt(start);
    const to = intervalAt(start + seconds) + 1;
    const neighbours = (await this.neighbourhood()).neighbours.map((neighbour) =>
      rssiOf[neighbour.whereabouts] === null ? neighbour : withKeys(neighbour, from, to - 1),
    );
    await this.#keep(neighbours);
    for (const neighbour of neighbours) {
      const rssi = rssiOf[neighbour.whereabouts];
      if (rssi === null) continue;
      await this.phone.hear(sightingsOf(identifiersOfNeighbour(neighbour, from, to), start, seconds, rssi));
    }
    for (const [other, whereabouts] of Object.entries(others)) {
      const rssi = rssiOf[whereabouts];
      if (rssi !== null) await this.air.meet(other, start, seconds, rssi);
    }
    await this.setClock(start + seconds);
  }

  /** Goes on to noon of the next day, or to now. */
  async dayPasses(): Promise<void> {
    await this.setClock(dayStart(dayAt(this.phone.clock.now()) + 1) + NOON);
  }

  /** Back to the real time. */
  async today(): Promise<void> {
    await this.setClock(this.phone.clock.platform());
  }

  /** Somebody met tested positive and publishes with a real code: their phone does what this one would. @throws TallystickError, Unreachable. */
  async fallIll(name: string, code: string): Promise<void> {
    const neighbour = (await this.neighbourhood()).neighbours.find((one) => one.name === name);
    const { context } = this.phone;
    if (neighbour === undefined || context === null) throw new TallystickError('NOT_FOUND');
    const now = intervalAt(context.clock.platform());
    const keys = neighbour.teks.filter((tek) => endOfKey(tek) <= now);
    if (keys.length === 0) throw new TallystickError('KEYS_MISSING');
    const codeKeys = await verificationKeys(code, context.pins.channel);
    await publishDiagnosis(publicationRequest(codeKeys, context.pins.channel, keys, systemRandom(32)));
  }
}
