import {
  ASSUMED_TX_POWER,
  createTemporaryExposureKey,
  dayOfInterval,
  endOfKey,
  firstIntervalOfDay,
  type Identifier,
  identifiersOf,
  intervalAt,
} from '@tallystick/protocol';
import type { Neighbour, Neighbourhood, Whereabouts } from '../domain/neighbourhood.ts';
import type { StoredSighting, StoredTek } from '../store/schema.ts';

/** Who lives in the neighbourhood at first. */
export const firstNeighbourhood: Neighbourhood = {
  neighbours: ['Ada', 'Ben', 'Chidi', 'Dora'].map((name) => ({ name, whereabouts: 'away', teks: [] })),
};

/** RSSI (dBm) at which somebody is heard there; null for nobody. */
export const rssiOf: Readonly<Record<Whereabouts, number | null>> = { away: null, close: -45, near: -60, far: -76 };

/** Seconds between two sightings of one person, as a tag hears them. */
const SPACING = 60;

/** The neighbour with a key for every day of the intervals: made like any phone's, at random. */
export function withKeys(neighbour: Neighbour, from: number, to: number): Neighbour {
  const teks: StoredTek[] = [...neighbour.teks];
  for (let day = dayOfInterval(from); day <= dayOfInterval(to); day++) {
    const start = firstIntervalOfDay(day);
    if (!teks.some(({ rollingStart }) => rollingStart === start)) teks.push(createTemporaryExposureKey(start));
  }
  return { ...neighbour, teks };
}

/** What a neighbour broadcasts in the intervals. */
export function identifiersOfNeighbour(neighbour: Neighbour, from: number, to: number): Identifier[] {
  return neighbour.teks
    .filter((tek) => tek.rollingStart < to && endOfKey(tek) > from)
    .flatMap((tek) => identifiersOf(tek, ASSUMED_TX_POWER, from, to));
}

/** What is heard of identifiers during a time: one sighting a minute, a little louder and quieter as radios are. */
export function sightingsOf(
  identifiers: readonly Identifier[],
  start: number,
  seconds: number,
  rssi: number,
): StoredSighting[] {
  const byInterval = new Map(identifiers.map((identifier) => [identifier.interval, identifier]));
  const sightings: StoredSighting[] = [];
  for (let time = start; time < start + seconds; time += SPACING) {
    const identifier = byInterval.get(intervalAt(time));
    if (identifier === undefined) continue;
    const { rpi, aem } = identifier;
    sightings.push({ rpi, aem, rssi: rssi + ((time / SPACING) % 5) - 2, time });
  }
  return sightings.map((sighting) => ({ ...sighting, rssi: Math.round(sighting.rssi) }));
}
