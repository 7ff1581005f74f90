import type { Advertisement } from '@tallystick/protocol';
import type { TagClock } from './tag-clock.ts';

/** Somebody on the air: a tag with its own clock. */
export interface Airborne {
  readonly clock: TagClock;
  /** What it broadcasts now, null for nothing. */
  broadcast(): Advertisement | null;
  /** It hears a broadcast. */
  hear(advertisement: Advertisement, rssi: number): void;
  /** Its clock was put forward: what it shows may have changed. */
  refresh(): Promise<void>;
}

/** Seconds between two sightings of one tag by another. */
const SCAN_SECONDS = 60;

/** Carries broadcasts between tags of different browsers, as loud as was chosen for each pair; silence at first. */
export class Air {
  readonly #members = new Set<Airborne>();
  readonly #loudness = new Map<Airborne, Map<Airborne, number>>();

  /** Adds a tag. */
  join(tag: Airborne): void {
    this.#members.add(tag);
  }

  /** Takes a tag away. */
  leave(tag: Airborne): void {
    this.#members.delete(tag);
  }

  /** How loud two tags hear one another, dBm; null: not at all. */
  place(a: Airborne, b: Airborne, rssi: number | null): void {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const heard = this.#loudness.get(one) ?? new Map<Airborne, number>();
      if (rssi === null) heard.delete(other);
      else heard.set(other, rssi);
      this.#loudness.set(one, heard);
    }
  }

  /** One scan: everybody hears everybody who is near and broadcasts. */
  scan(): void {
    for (const sender of this.#members) {
      const advertisement = sender.broadcast();
      if (advertisement === null) continue;
      for (const [receiver, rssi] of this.#loudness.get(sender) ?? []) {
        if (this.#members.has(receiver)) receiver.hear(advertisement, rssi);
      }
    }
  }

  /** Lets time pass for all tags: a scan each minute, every clock put forward, and what they show brought up to date at the end. */
  async spend(seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += SCAN_SECONDS) {
      this.scan();
      for (const { clock } of this.#members) clock.advance(Math.min(SCAN_SECONDS, seconds - passed));
    }
    await Promise.all([...this.#members].map((tag) => tag.refresh()));
  }
}
