import { dayAt, intervalAt, systemRandom, type TemporaryExposureKey } from '@tallystick/protocol';
import type { RadioState } from '../domain/radio-state.ts';
import { failureCode, Unreachable } from '../net/errors.ts';
import type { Pins } from '../net/pins.ts';
import { type Database, isStorageFull, openDatabase, readSetting, writeSetting } from '../store/database.ts';
import type { StoredSighting } from '../store/schema.ts';
import type { Settings } from '../store/settings.ts';
import { addSightings } from '../store/sightings.ts';
import { type Clock, createClock } from '../time/clock.ts';
import { workerMatcher } from '../worker/matcher.ts';
import { prepareAnswers, sendAnswers } from './answers.ts';
import { checkExposure } from './check.ts';
import type { PhoneContext } from './context.ts';
import { single } from './flight.ts';
import { tekFor } from './keys.ts';
import { compiledPins, establishPins, meetServer } from './network.ts';
import {
  type Confirmation,
  confirmPublications,
  type Prepared,
  preparePublication,
  sendPublications,
} from './publish.ts';
import { emptyState, type PhoneSnapshot, readState } from './snapshot.ts';
import { makeDueCommitments, sendCommitments } from './tally.ts';
import { deleteOld } from './tidy.ts';
import { somethingWaits } from './waiting.ts';

/** Seconds between two rounds of what the phone does by itself while it is open. */
const ROUND_SECONDS = 15;
/** Longest pause between two attempts to send what waits. */
const LONGEST_PAUSE = 900;

/**
 * The phone: keeps its database, does by itself what is due, and shows every change as a new snapshot. Screens call its actions
 * and never touch database or network.
 */
export class Phone {
  readonly databaseName: string;
  #db: Database | null = null;
  #clock: Clock = createClock(0);
  #pins: Pins | null = null;
  #snapshot: PhoneSnapshot;
  readonly #listeners = new Set<() => void>();
  readonly #channel: BroadcastChannel;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastCheck = 0;
  /** Unix seconds of the platform before which nothing is sent by itself, and how long the next pause is. */
  #quietUntil = 0;
  #pause = ROUND_SECONDS;

  constructor(databaseName: string) {
    this.databaseName = databaseName;
    this.#channel = new BroadcastChannel(`${databaseName}-changes`);
    this.#snapshot = {
      ...emptyState,
      ready: false,
      broken: null,
      clockOffset: 0,
      radioState: { kind: 'idle' },
      logging: false,
      visible: document.visibilityState === 'visible',
      online: navigator.onLine,
      storageFull: false,
      checking: null,
      logVersion: 0,
    };
  }

  /** The state that screens show; a new object at every change. */
  readonly snapshot = (): PhoneSnapshot => this.#snapshot;

  /** Calls back at every change. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The phone's time. */
  get clock(): Clock {
    return this.#clock;
  }

  /** The open database. @throws Error before {@link open}. */
  get db(): Database {
    if (this.#db === null) throw new Error('the phone is not open');
    return this.#db;
  }

  /** What the phone's steps work with, null until the network's pins are known. */
  get context(): PhoneContext | null {
    if (this.#db === null || this.#pins === null) return null;
    return { db: this.#db, clock: this.#clock, pins: this.#pins, random: systemRandom };
  }

  /** Opens the database, takes the lock that makes this tab the one that logs, and begins the rounds. */
  async open(): Promise<void> {
    try {
      this.#db = await openDatabase(this.databaseName);
      this.#clock = createClock((await readSetting(this.#db, 'clockOffset')) ?? 0);
      this.#pins = compiledPins() ?? (await readSetting(this.#db, 'pins')) ?? null;
    } catch {
      this.set({ ready: true, broken: 'storage' });
      return;
    }
    this.#channel.addEventListener('message', () => void this.reload());
    addEventListener('online', () => {
      this.set({ online: true });
      this.#quietUntil = 0;
      void this.round();
    });
    addEventListener('offline', () => this.set({ online: false }));
    document.addEventListener('visibilitychange', () => {
      const visible = document.visibilityState === 'visible';
      this.set({ visible });
      if (visible) void this.round();
    });
    void navigator.locks.request(`${this.databaseName}-logger`, () => {
      this.set({ logging: true });
      void this.round();
      return new Promise(() => undefined);
    });
    await this.reload();
    this.#timer = setInterval(() => void this.round(), ROUND_SECONDS * 1000);
    void this.round();
  }

  /** Stops the rounds and closes the database: for "delete everything". */
  close(): void {
    clearInterval(this.#timer);
    this.#channel.close();
    this.#db?.close();
    this.#db = null;
  }

  /** Changes what screens show. */
  set(change: Partial<PhoneSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** What the radio does now. */
  setRadio(radioState: RadioState): void {
    this.set({ radioState });
  }

  /** Reads the database anew. */
  async reload(): Promise<void> {
    const stored = await readState(this.db, this.#pins);
    const clockOffset = (await readSetting(this.db, 'clockOffset')) ?? 0;
    if (clockOffset !== this.#clock.offset) this.#clock = createClock(clockOffset);
    this.set({ ...stored, clockOffset, ready: true, logVersion: this.#snapshot.logVersion + 1 });
    await showBadge(stored.exposure.level === 'warning');
  }

  async #changed(): Promise<void> {
    this.#channel.postMessage('changed');
    await this.reload();
  }

  /** Writes a setting and shows it; with a full storage the old one stays, and that is shown. */
  async setSetting<K extends keyof Settings>(name: K, value: Settings[K] | undefined): Promise<void> {
    await this.guarded(() => writeSetting(this.db, name, value));
    await this.#changed();
  }

  /** Ends the first run: from now on there is a log, and a commitment for every day. */
  async start(): Promise<void> {
    await writeSetting(this.db, 'firstDay', dayAt(this.#clock.now()));
    await this.setSetting('started', this.#clock.platform());
    void navigator.storage?.persist?.();
    void this.round();
  }

  /** Forgets the paired tag; it goes on until its identifiers run out. */
  async forgetTag(): Promise<void> {
    await writeSetting(this.db, 'radio', undefined);
    await this.setSetting('tag', undefined);
    this.setRadio({ kind: 'idle' });
  }

  /** Keeps what a radio heard. */
  async hear(sightings: readonly StoredSighting[]): Promise<void> {
    await this.guarded(async () => {
      await addSightings(this.db, sightings);
      if (this.#snapshot.storageFull && sightings.length > 0) this.set({ storageFull: false });
      await this.heardLate(sightings);
    });
    this.set({ logVersion: this.#snapshot.logVersion + 1 });
  }

  /** What was heard before the last check (by the tag, say) is matched with what was published by then, at the next one. */
  async heardLate(sightings: readonly { readonly time: number }[]): Promise<void> {
    const check = await readSetting(this.db, 'check');
    if (check?.okAt == null || check.lastSequence === 0) return;
    const okAt = check.okAt + this.#clock.offset;
    if (!sightings.some(({ time }) => time < okAt)) return;
    await writeSetting(this.db, 'check', { ...check, lastSequence: 0, lastSha256: null });
    this.#lastCheck = 0;
  }

  /** Runs something that may write; a full storage becomes a state of its own instead of an error. */
  async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      this.set({ storageFull: true });
    }
  }

  /** Everything that is due: keys, tally, sending, and now and then a check. Runs once at a time, and only in the tab that logs. */
  readonly round = single(async (): Promise<void> => {
    if (this.#db === null || !this.#snapshot.logging) return;
    await this.guarded(async () => {
      this.#pins ??= await establishPins(this.db);
      const context = this.context;
      if (this.#snapshot.started === null || context === null) {
        await this.reload();
        return;
      }
      await tekFor(context, intervalAt(context.clock.now()));
      await deleteOld(this.db, this.#clock);
      await makeDueCommitments(context);
      const now = context.clock.platform();
      const period = Math.max(60, context.pins.windowSeconds);
      if (now - this.#lastCheck >= period) await this.check();
      else if (now >= this.#quietUntil && (await somethingWaits(context))) await this.sendWaiting(context);
      await this.#changed();
    });
  });

  /** Sends whatever waits; what cannot be sent now stays, and is tried again after a growing pause. Another network gets nothing. */
  async sendWaiting(context: PhoneContext): Promise<void> {
    try {
      await establishPins(context.db);
      if ((await meetServer(context.db, context.clock, context.pins)) !== 'same') return;
      const sent = await Promise.allSettled([
        sendPublications(context).finally(() => confirmPublications(context)),
        sendCommitments(context),
        sendAnswers(context),
      ]);
      if (sent.some(({ status }) => status === 'rejected')) throw new Unreachable('server');
      this.#pause = ROUND_SECONDS;
    } catch {
      this.#quietUntil = context.clock.platform() + this.#pause;
      this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
    }
  }

  /** Checks for exposures now. */
  readonly check = single(async (): Promise<void> => {
    const context = this.context;
    if (context === null) {
      await this.round();
      return;
    }
    this.set({ checking: { done: 0, of: 0 } });
    const matcher = workerMatcher(this.databaseName, this.#clock.offset);
    try {
      await this.guarded(async () => {
        this.#lastCheck = context.clock.platform();
        await this.sendWaiting(context);
        await checkExposure(context, matcher.match, (done, of) => this.set({ checking: { done, of } }));
        await prepareAnswers(context);
        await sendAnswers(context).catch(() => undefined);
      });
    } finally {
      matcher.end();
      this.set({ checking: null });
      await this.#changed();
    }
  });

  /**
   * Prepares and sends a publication.
   *
   * @returns what was left out, and the code of the failure when it could not be sent yet (it is sent later) or was refused.
   * @throws TallystickError when nothing could be prepared.
   */
  async publish(
    code: string,
    days: ReadonlySet<number>,
    confirm: Confirmation,
  ): Promise<Pick<Prepared, 'todayLeftOut'> & { failure: string | null }> {
    const context = this.context;
    if (context === null) throw new Unreachable('server');
    const { todayLeftOut } = await preparePublication(context, code, days, confirm);
    const failure = await sendPublications(context).then(() => null, failureCode);
    await this.#changed();
    // Whether it was accepted is known by now; who vouches for it is asked next.
    void this.round();
    return { todayLeftOut, failure };
  }

  /** Practice only: moves the phone's clock; the log then begins no later than there. */
  async setClockOffset(offset: number): Promise<void> {
    // A round that is under way goes by the clock that it began with: what it calls missed must not be what is only now to come.
    await this.round().catch(() => undefined);
    this.#clock = createClock(offset);
    const day = dayAt(this.#clock.now());
    const firstDay = await readSetting(this.db, 'firstDay');
    if (firstDay !== undefined && day < firstDay) await writeSetting(this.db, 'firstDay', day);
    await this.setSetting('clockOffset', offset === 0 ? undefined : offset);
    void this.round();
  }

  /** The key that is valid now. */
  async currentKey(): Promise<TemporaryExposureKey | null> {
    const context = this.context;
    return context === null ? null : tekFor(context, intervalAt(context.clock.now()));
  }
}

/** A number on the app's icon, where the platform can: nothing on it says what for. */
async function showBadge(warning: boolean): Promise<void> {
  try {
    if (warning) await navigator.setAppBadge?.(1);
    else await navigator.clearAppBadge?.();
  } catch {
    // A platform that has the function and no badge refuses; then there is none.
  }
}
