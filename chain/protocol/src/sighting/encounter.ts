import { toHex } from '../bytes.ts';
import { intervalAt } from '../time.ts';

/** One identifier heard once. */
export interface Sighting {
  /** 16 bytes. */
  readonly rpi: Uint8Array;
  /** 4 bytes. */
  readonly aem: Uint8Array;
  /** dBm. */
  readonly rssi: number;
  /** Unix seconds. */
  readonly time: number;
}

/** The sightings of one RPI merged: what the log keeps for long, and what one leaf commits to. */
export interface Encounter {
  readonly rpi: Uint8Array;
  readonly aem: Uint8Array;
  /** ENIN of the first sighting. */
  readonly firstInterval: number;
  readonly seconds: number;
  /** dB, integer 0..255: assumed TX power minus median RSSI; corrected by the real TX power once a match makes it readable. */
  readonly attenuation: number;
}

/** TX power (dBm) that an encounter's attenuation assumes, since the sender's own stays encrypted until a match. */
export const ASSUMED_TX_POWER = 0;

/** A silence of more than this ends an encounter: the same RPI later is a replay or another meeting. */
export const ENCOUNTER_GAP_SECONDS = 1_200;

/** Longest time that one sighting vouches for: radios scan once a minute or more often, and miss some. */
export const SIGHTING_SECONDS = 180;

/** What a single sighting, or the last one, counts for at most. */
export const LAST_SIGHTING_SECONDS = 60;

/** The middle value, of an even number the lower one: outliers of a radio do not move it, and it stays an integer. */
function lowerMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}

/**
 * Length of an encounter: each sighting vouches for the time until the next, at most three minutes; the last one for the mean of that, at most
 * one minute.
 */
function secondsOf(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, i) => Math.min(SIGHTING_SECONDS, time - times[i]!));
  const heard = gaps.reduce((sum, gap) => sum + gap, 0);
  const last = gaps.length === 0 ? LAST_SIGHTING_SECONDS : Math.min(LAST_SIGHTING_SECONDS, heard / gaps.length);
  return Math.round(heard + last);
}

function encounterOf(run: readonly Sighting[]): Encounter {
  const { rpi, aem, time } = run[0]!;
  const attenuation = ASSUMED_TX_POWER - lowerMedian(run.map(({ rssi }) => rssi));
  return {
    rpi,
    aem,
    firstInterval: intervalAt(time),
    seconds: secondsOf(run.map((sighting) => sighting.time)),
    attenuation: Math.min(255, Math.max(0, Math.round(attenuation))),
  };
}

/**
 * Merges sightings into encounters, ordered by time: one for each RPI and AEM without a silence of more than 20 minutes. The same RPI
 * with another AEM stays apart, so that a forged one spoils nothing. The order of the argument does not matter.
 */
export function mergeSightings(sightings: readonly Sighting[]): Encounter[] {
  const runs = new Map<string, Sighting[]>();
  const finished: Sighting[][] = [];
  for (const sighting of [...sightings].sort((a, b) => a.time - b.time)) {
    const name = toHex(sighting.rpi) + toHex(sighting.aem);
    const run = runs.get(name);
    if (run !== undefined && sighting.time - run.at(-1)!.time <= ENCOUNTER_GAP_SECONDS) {
      run.push(sighting);
    } else {
      const started = [sighting];
      runs.set(name, started);
      finished.push(started);
    }
  }
  return finished.map(encounterOf);
}
