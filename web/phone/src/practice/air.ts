import { ASSUMED_TX_POWER, type Identifier, intervalAt } from '@tallystick/protocol';
import { identifiersBetween } from '../core/keys.ts';
import type { Phone } from '../core/phone.ts';
import { sightingsOf } from './neighbours.ts';

/** What phones in windows of one browser say to one another in the place of radio. */
type AirMessage =
  | { readonly kind: 'hello' | 'here'; readonly from: string }
  | {
      readonly kind: 'meeting';
      readonly from: string;
      readonly to: string;
      readonly identifiers: readonly Identifier[];
      readonly start: number;
      readonly seconds: number;
      readonly rssi: number;
    }
  | {
      readonly kind: 'met';
      readonly from: string;
      readonly to: string;
      readonly identifiers: readonly Identifier[];
    };

const CHANNEL = 'tallystick-practice-air';
const ANSWER_MILLISECONDS = 3_000;

/** The air between phones in windows of the same browser: who is there, and meetings. */
export class Air {
  readonly #phone: Phone;
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #others = new Set<string>();
  readonly #met = new Map<string, (identifiers: readonly Identifier[]) => void>();

  constructor(phone: Phone) {
    this.#phone = phone;
    this.#channel.addEventListener('message', ({ data }: MessageEvent<AirMessage>) => void this.#receive(data));
    this.#send({ kind: 'hello', from: this.#own });
  }

  /** Databases of the other phones that were seen. */
  get others(): readonly string[] {
    return [...this.#others];
  }

  get #own(): string {
    return this.#phone.databaseName;
  }

  #send(message: AirMessage): void {
    this.#channel.postMessage(message);
  }

  async #receive(message: AirMessage): Promise<void> {
    if (message.from === this.#own) return;
    this.#others.add(message.from);
    if (message.kind === 'hello') this.#send({ kind: 'here', from: this.#own });
    if (message.kind === 'met' && message.to === this.#own) this.#met.get(message.from)?.(message.identifiers);
    if (message.kind !== 'meeting' || message.to !== this.#own) return;
    const { identifiers, start, seconds, rssi, from } = message;
    const own = await this.#identifiers(start, seconds);
    await this.#phone.hear(sightingsOf(identifiers, start, seconds, rssi));
    this.#send({ kind: 'met', from: this.#own, to: from, identifiers: own });
  }

  async #identifiers(start: number, seconds: number): Promise<Identifier[]> {
    const { context } = this.#phone;
    if (context === null) return [];
    return identifiersBetween(context, ASSUMED_TX_POWER, intervalAt(start), intervalAt(start + seconds) + 1);
  }

  /** Meets another window's phone: both write down what they heard. */
  async meet(other: string, start: number, seconds: number, rssi: number): Promise<void> {
    const heard = new Promise<readonly Identifier[]>((resolve) => {
      this.#met.set(other, resolve);
      setTimeout(() => resolve([]), ANSWER_MILLISECONDS);
    });
    const identifiers = await this.#identifiers(start, seconds);
    this.#send({ kind: 'meeting', from: this.#own, to: other, identifiers, start, seconds, rssi });
    await this.#phone.hear(sightingsOf(await heard, start, seconds, rssi));
  }
}
