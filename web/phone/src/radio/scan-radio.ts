import { ASSUMED_TX_POWER, decodeAdvertisement, intervalAt, TAG_COMPANY_ID, toHex } from '@tallystick/protocol';
import { identifiersBetween } from '../core/keys.ts';
import type { Phone } from '../core/phone.ts';
import type { StoredSighting } from '../store/schema.ts';
import { identifierSet } from './tag-radio.ts';
import { Cancelled, troubleOf } from './trouble.ts';

/** The parts of the Web Bluetooth Scanning specification that are used; the type package does not have them. */
interface Scanning {
  requestLEScan(options: {
    filters: { manufacturerData: { companyIdentifier: number }[] }[];
    keepRepeatedDevices: boolean;
  }): Promise<{ readonly active: boolean; stop(): void }>;
}

interface Heard extends Event {
  readonly rssi?: number;
  readonly manufacturerData: Map<number, DataView>;
}

/** Seconds between two sightings of one identifier that are kept. */
const SPACING = 30;
const BEAT_MILLISECONDS = 10_000;

/**
 * Listens with the browser's own scan for as long as the page is in front; a wake lock keeps the screen on where it can.
 *
 * @returns a function that stops it. @throws Cancelled when the person refused, DOMException.
 */
export async function startScan(phone: Phone): Promise<() => void> {
  const { context } = phone;
  if (context === null) throw new Cancelled();
  const { clock } = context;
  const bluetooth = navigator.bluetooth as Bluetooth & Scanning;
  const scan = await bluetooth
    .requestLEScan({
      filters: [{ manufacturerData: [{ companyIdentifier: TAG_COMPANY_ID }] }],
      keepRepeatedDevices: true,
    })
    .catch((error: unknown) => {
      phone.setRadio({ kind: 'trouble', trouble: troubleOf(error), since: clock.now() });
      throw error;
    });
  const interval = intervalAt(clock.now());
  const own = identifierSet(await identifiersBetween(context, ASSUMED_TX_POWER, interval - 1, interval + 144));
  const last = new Map<string, number>();
  const since = clock.now();

  const onHeard = (event: Event): void => {
    const { rssi, manufacturerData } = event as Heard;
    const data = manufacturerData.get(TAG_COMPANY_ID);
    if (data === undefined || rssi === undefined) return;
    const advertisement = decodeAdvertisement(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    if (advertisement === null) return;
    const name = toHex(advertisement.rpi);
    const time = clock.now();
    if (own.has(name) || time - (last.get(name) ?? 0) < SPACING) return;
    last.set(name, time);
    const sighting: StoredSighting = { ...advertisement, rssi, time };
    void phone.hear([sighting]);
  };
  const beat = (): void => {
    if (scan.active && document.visibilityState === 'visible') {
      phone.setRadio({ kind: 'listening', since, alive: clock.now() });
    }
  };
  bluetooth.addEventListener('advertisementreceived', onHeard);
  const timer = setInterval(beat, BEAT_MILLISECONDS);
  beat();
  const lock = await navigator.wakeLock?.request('screen').catch(() => null);
  return () => {
    clearInterval(timer);
    bluetooth.removeEventListener('advertisementreceived', onHeard);
    scan.stop();
    void lock?.release();
    phone.setRadio({ kind: 'idle' });
  };
}
