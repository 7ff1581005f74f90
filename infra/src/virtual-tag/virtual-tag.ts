import { type Advertisement, chunksOf, encodeAdvertisement, Reassembler, TagDevice } from '@tallystick/protocol';
import type { Browser, CDPSession, Page } from 'playwright';
import type { Air, Airborne } from './air.ts';
import { answerChoosers } from './chooser.ts';
import { addPeripheral, addressText, advertise, type Peripheral } from './peripheral.ts';
import { createTagClock, type TagClock } from './tag-clock.ts';

/** Bytes of one value: an MTU as phones negotiate it. */
const CHUNK_BYTES = 180;
/** How often the tag looks whether it should show something else, and is heard. */
const BEAT_MILLISECONDS = 500;
/** Loudness at which the own phone hears its tag. */
const OWN_RSSI = -40;

type Operation = 'read' | 'write' | 'subscribe-to-notifications' | 'unsubscribe-from-notifications';

/** Every frame that went between phone and tag: what a listener with a perfect radio has. */
export interface Overheard {
  readonly direction: 'to tag' | 'to phone';
  readonly frame: Uint8Array;
}

/** An emulated companion tag in one browser. */
export interface VirtualTag extends Airborne {
  readonly device: TagDevice;
  /** Presses its button: for a minute it pairs and shows its service. */
  pressButton(): Promise<void>;
  /** Sets the battery, percent. */
  setBattery(percent: number): void;
  /** Out of reach: connections fail until it is back. */
  setReach(near: boolean): void;
  /** Everything that was sent over the air between phone and tag so far. */
  readonly overheard: readonly Overheard[];
  /** Hands a frame to the tag as if somebody had written it. @returns its answer. */
  write(frame: Uint8Array): Uint8Array;
  /** Takes it off the air and stops its beat. */
  close(): void;
}

/** How a virtual tag is made. */
export interface VirtualTagOptions {
  readonly browser: Browser;
  /** The phone's page: its choosers are answered with this tag. */
  readonly page: Page;
  readonly clock?: TagClock;
  readonly air?: Air;
}

/**
 * Puts a companion tag, the protocol's own `TagDevice`, into a browser by Chromium's Bluetooth emulation: pages reach it by
 * `navigator.bluetooth` like any tag. Emulation is one for each browser process, so one tag (and one phone) a browser.
 */
export async function createVirtualTag(options: VirtualTagOptions): Promise<VirtualTag> {
  const session = await options.browser.newBrowserCDPSession();
  await session.send('BluetoothEmulation.enable', { state: 'powered-on', leSupported: true });
  const tag = new EmulatedTag(session, options.clock ?? createTagClock(), options.air);
  await tag.refresh();
  await answerChoosers(options.page, () => tag.address);
  return tag;
}

/** {@link VirtualTag} over one emulation session. */
class EmulatedTag implements VirtualTag {
  readonly clock: TagClock;
  readonly device: TagDevice;
  readonly overheard: Overheard[] = [];
  readonly #session: CDPSession;
  readonly #air: Air | undefined;
  readonly #reassembler = new Reassembler();
  readonly #timer: ReturnType<typeof setInterval>;
  #peripheral: Peripheral | null = null;
  /** What waits to be read. */
  #chunks: Uint8Array[] = [];
  #shown = '';
  #battery = 80;
  #near = true;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(session: CDPSession, clock: TagClock, air: Air | undefined) {
    this.clock = clock;
    this.#session = session;
    this.#air = air;
    this.device = new TagDevice({ battery: () => this.#battery });
    session.on('BluetoothEmulation.gattOperationReceived', ({ address, type }) => {
      if (type === 'connection') this.#connected();
      // 0x3E: connection failed to be established.
      const code = this.#near || type !== 'connection' ? 0 : 0x3e;
      void this.#send('simulateGATTOperationResponse', { address, type, code });
    });
    session.on('BluetoothEmulation.characteristicOperationReceived', ({ characteristicId, type, data }) => {
      void this.#operate(characteristicId, type, data);
    });
    air?.join(this);
    this.#timer = setInterval(() => void this.refresh(), BEAT_MILLISECONDS);
  }

  /** A new connection: nothing of the one before is left. */
  #connected(): void {
    this.device.disconnect();
    this.#chunks = [];
  }

  /** Address under which it stands now. */
  get address(): string {
    return this.#peripheral?.address ?? '';
  }

  /** Sends a command; a browser that has gone meanwhile is no error of the tag. */
  async #send<M extends 'simulateGATTOperationResponse' | 'simulateCharacteristicOperationResponse'>(
    method: M,
    parameters: Parameters<CDPSession['send']>[1],
  ): Promise<void> {
    await this.#session.send(`BluetoothEmulation.${method}`, parameters as never).catch(() => undefined);
  }

  async #operate(characteristicId: string, type: Operation, written: string | undefined): Promise<void> {
    // Emulation delivers no notification: so the characteristic can be read as well, chunk by chunk.
    const chunk = type === 'read' ? (this.#chunks.shift() ?? new Uint8Array()) : undefined;
    const data = chunk === undefined ? {} : { data: Buffer.from(chunk).toString('base64') };
    if (type === 'write' && written !== undefined) this.#take(new Uint8Array(Buffer.from(written, 'base64')));
    await this.#send('simulateCharacteristicOperationResponse', { characteristicId, type, code: 0, ...data });
    if (type === 'write') await this.refresh();
  }

  /** Takes a chunk; with the frame's last one comes the answer. */
  #take(chunk: Uint8Array): void {
    const frame = this.#reassembler.push(chunk);
    if (frame === null) return;
    this.overheard.push({ direction: 'to tag', frame });
    const answer = this.write(frame);
    this.overheard.push({ direction: 'to phone', frame: answer });
    this.#chunks.push(...chunksOf(answer, CHUNK_BYTES));
  }

  write(frame: Uint8Array): Uint8Array {
    return this.device.receive(frame, this.clock.now());
  }

  broadcast(): Advertisement | null {
    return this.device.broadcast(this.clock.now())?.advertisement ?? null;
  }

  hear(advertisement: Advertisement, rssi: number): void {
    this.device.hear(advertisement, rssi, this.clock.now());
  }

  async pressButton(): Promise<void> {
    this.device.pressButton(this.clock.now());
    await this.refresh();
  }

  setBattery(percent: number): void {
    this.#battery = percent;
  }

  setReach(near: boolean): void {
    this.#near = near;
  }

  refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(() => this.#show()).catch(() => undefined);
    return this.#refreshing;
  }

  /** Shows itself as it should now: a new address with each identifier, and its service while it pairs. */
  async #show(): Promise<void> {
    const now = this.clock.now();
    const broadcast = this.device.broadcast(now);
    const data = broadcast === null ? null : encodeAdvertisement(broadcast.advertisement);
    const pairing = this.device.pairingOpen(now);
    const address = addressText(broadcast?.address ?? this.device.addressOf(0));
    const shown = `${address} ${pairing}`;
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#peripheral = await addPeripheral(this.#session, address, data, pairing);
    }
    if (this.#peripheral !== null && data !== null) await advertise(this.#session, this.#peripheral, OWN_RSSI, data);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#air?.leave(this);
    void this.#session.detach().catch(() => undefined);
  }
}
