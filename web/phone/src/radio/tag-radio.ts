import {
  ASSUMED_TX_POWER,
  decodeAdvertisement,
  endOfKey,
  type Identifier,
  INTERVALS_PER_DAY,
  identifiersOf,
  intervalAt,
  type Pairing,
  type Sighting,
  TAG_COMPANY_ID,
  type TemporaryExposureKey,
  toHex,
} from '@tallystick/protocol';
import type { PhoneContext } from '../core/context.ts';
import { identifiersBetween } from '../core/keys.ts';
import type { Phone } from '../core/phone.ts';
import type { Confirmation } from '../core/publish.ts';
import { readSetting, writeSetting } from '../store/database.ts';
import type { PairedTag } from '../store/settings.ts';
import { storeTagLog } from '../store/tag-log.ts';
import { chooseNewTag, chooseOwnTag, ownTagFilters } from './choose.ts';
import { type FrameLink, openGattLink } from './gatt-link.ts';
import { pairOver, TagConversation } from './tag-client.ts';
import { Cancelled, troubleOf } from './trouble.ts';

/** Battery value of a tag that does not know its own. */
const UNKNOWN_BATTERY = 255;

/** Lets the person choose a tag, pairs, and syncs at once. @throws TagError, {@link Cancelled}, DOMException. */
export async function pairTag(phone: Phone): Promise<void> {
  await withRadio(phone, async (context) => {
    const device = await chooseNewTag();
    const link = await openGattLink(device);
    try {
      const pairing = await pairOver(link);
      const { offset } = context.clock;
      const tag: PairedTag = {
        pairing,
        pairedAt: context.clock.now(),
        lastSync: null,
        battery: null,
        identifiersUntil: null,
        clockOffset: offset,
      };
      await writeSetting(context.db, 'tag', tag);
      await phone.setSetting('radio', 'tag');
      await syncOver(phone, context, link, pairing);
    } finally {
      link.close();
    }
    await watch(phone, context, device);
  });
}

/** Lets the person choose the own tag and syncs: its log comes here, a day of identifiers goes there. @throws as {@link pairTag}. */
export async function syncTag(phone: Phone): Promise<void> {
  await withRadio(phone, async (context) => {
    const tag = await readSetting(context.db, 'tag');
    if (tag === undefined) throw new Cancelled();
    const device = await chooseOwnTag(await ownTagFilters(context, tag));
    const link = await openGattLink(device);
    try {
      await syncOver(phone, context, link, tag.pairing);
    } finally {
      link.close();
    }
    await watch(phone, context, device);
  });
}

/** Runs something that speaks with a tag, and tells screens what the radio does meanwhile and what went wrong. */
async function withRadio(phone: Phone, work: (context: PhoneContext) => Promise<void>): Promise<void> {
  const { context } = phone;
  if (context === null) throw new Cancelled();
  phone.setRadio({ kind: 'connecting' });
  try {
    await work(context);
    if (phone.snapshot().radioState.kind === 'connecting') phone.setRadio({ kind: 'idle' });
    void phone.round();
  } catch (error) {
    const since = context.clock.now();
    const trouble = troubleOf(error);
    phone.setRadio(error instanceof Cancelled ? { kind: 'idle' } : { kind: 'trouble', trouble, since });
    throw error;
  }
}

async function syncOver(phone: Phone, context: PhoneContext, link: FrameLink, pairing: Pairing): Promise<void> {
  const { db, clock } = context;
  const conversation = await TagConversation.open(link, pairing);
  const store = async (sightings: readonly Sighting[], next: Pairing): Promise<void> => {
    await storeTagLog(db, sightings, next);
    await phone.heardLate(sightings);
  };
  await conversation.fetchLog(pairing, store);
  await conversation.setTime(clock.now());
  const first = intervalAt(clock.now());
  await conversation.setSchedule(
    first,
    await identifiersBetween(context, ASSUMED_TX_POWER, first, first + INTERVALS_PER_DAY),
  );
  const { battery } = await conversation.status();
  const tag = await readSetting(db, 'tag');
  if (tag === undefined) return;
  await phone.setSetting('tag', {
    ...tag,
    lastSync: clock.now(),
    battery: battery === UNKNOWN_BATTERY ? null : battery,
    identifiersUntil: first + INTERVALS_PER_DAY,
    clockOffset: clock.offset,
  });
}

/**
 * For a publication: opens the chooser within the person's tap, and later gives the tag the identifiers of the key that takes the
 * place of today's. Out of reach or not chosen, nothing is confirmed.
 */
export async function tagConfirmation(phone: Phone): Promise<{ confirm: Confirmation; end: () => void }> {
  const { context } = phone;
  const tag = context === null ? undefined : await readSetting(context.db, 'tag');
  if (context === null || tag === undefined) return { confirm: async () => true, end: () => undefined };
  const link = await ownTagFilters(context, tag)
    .then(chooseOwnTag)
    .then(openGattLink)
    .catch(() => null);
  const confirm: Confirmation = async (replacement) => {
    if (link === null) return false;
    try {
      const conversation = await TagConversation.open(link, tag.pairing);
      await conversation.setTime(context.clock.now());
      await conversation.setSchedule(replacement.rollingStart, await afterReplacement(context, replacement));
      return true;
    } catch {
      return false;
    }
  };
  return { confirm, end: () => link?.close() };
}

/** Identifiers of the replacing key, and of the keys of the days after it up to 24 hours. */
async function afterReplacement(context: PhoneContext, replacement: TemporaryExposureKey): Promise<Identifier[]> {
  const until = replacement.rollingStart + INTERVALS_PER_DAY;
  const later = await identifiersBetween(context, ASSUMED_TX_POWER, endOfKey(replacement), until);
  return [...identifiersOf(replacement, ASSUMED_TX_POWER), ...later];
}

type Watchable = BluetoothDevice & { watchAdvertisements?: (options?: { signal?: AbortSignal }) => Promise<void> };

let watching: AbortController | null = null;

/** Where the browser can, hears the own tag's presence after a sync, until its address changes. */
async function watch(phone: Phone, context: PhoneContext, device: Watchable): Promise<void> {
  if (typeof device.watchAdvertisements !== 'function') return;
  watching?.abort();
  const control = new AbortController();
  watching = control;
  const since = context.clock.now();
  const heard = (event: Event): void => {
    const { manufacturerData } = event as unknown as { manufacturerData: Map<number, DataView> };
    const data = manufacturerData.get(TAG_COMPANY_ID);
    if (data === undefined) return;
    const advertisement = decodeAdvertisement(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    if (advertisement !== null) phone.setRadio({ kind: 'listening', since, alive: context.clock.now() });
  };
  device.addEventListener('advertisementreceived', heard, { signal: control.signal });
  await device.watchAdvertisements({ signal: control.signal }).catch(() => undefined);
}

/** Identifiers as texts, to tell the own ones from others'. */
export function identifierSet(identifiers: readonly Identifier[]): ReadonlySet<string> {
  return new Set(identifiers.map(({ rpi }) => toHex(rpi)));
}
