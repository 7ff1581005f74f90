import { askNetwork } from '../net/api.ts';
import { judgePins, type Pins, pins as pinsShape } from '../net/pins.ts';
import { getJson } from '../net/resources.ts';
import { type Database, readSetting, writeSetting } from '../store/database.ts';
import type { Clock } from '../time/clock.ts';

/** Pins of a production build, null in one that takes them at first run. */
export function compiledPins(): Pins | null {
  const text = process.env.NEXT_PUBLIC_PINS;
  return text === undefined || text === '' ? null : pinsShape.parse(JSON.parse(text));
}

/**
 * The pins that count: compiled in, or kept from the first run. Where they are not compiled in the server's are looked at each
 * time: they are taken once, and another network's never replace them but are remembered as `otherNetwork`.
 *
 * @returns null before the first contact with a server.
 */
export async function establishPins(db: Database): Promise<Pins | null> {
  const compiled = compiledPins();
  if (compiled !== null) return compiled;
  const kept = await readSetting(db, 'pins');
  const shown = pinsShape.safeParse(await getJson('/network.json').catch(() => null));
  if (!shown.success) return kept ?? null;
  const decision = judgePins(kept, shown.data);
  if (decision === 'take') await writeSetting(db, 'pins', shown.data);
  await writeSetting(db, 'otherNetwork', decision === 'other-network' ? shown.data.network : undefined);
  return decision === 'take' ? shown.data : (kept ?? null);
}

/**
 * Asks the server which network it speaks for and what time it has: notes another network, and how far the clocks are apart.
 *
 * @throws Unreachable.
 */
export async function meetServer(db: Database, clock: Clock, pins: Pins): Promise<'same' | 'other-network'> {
  const before = clock.platform();
  const { id, time } = await askNetwork();
  const at = clock.platform();
  await writeSetting(db, 'serverClock', { ahead: time - Math.round((before + at) / 2), at });
  const other = id !== pins.network;
  await writeSetting(db, 'otherNetwork', other ? id : undefined);
  return other ? 'other-network' : 'same';
}
