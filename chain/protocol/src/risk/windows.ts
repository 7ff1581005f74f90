import { toHex } from '../bytes.ts';
import type { ExportedKey } from '../export/export-format.ts';
import { dayOfInterval } from '../time.ts';
import type { Match } from './match.ts';

/** Intervals of one exposure window: 30 minutes (Exposure Notification v2, "ExposureWindow"). */
export const WINDOW_INTERVALS = 3;

/** At most 30 minutes near one key. */
export interface ExposureWindow {
  readonly key: ExportedKey;
  /** UTC day number. */
  readonly day: number;
  /** ENIN in which it begins. */
  readonly firstInterval: number;
  readonly sightings: readonly { readonly seconds: number; readonly attenuation: number }[];
}

/** Cuts matches into exposure windows, ordered by time; the order of the argument does not matter. */
export function exposureWindows(matches: readonly Match[]): ExposureWindow[] {
  const byKey = new Map<string, Match[]>();
  for (const match of matches) {
    const name = toHex(match.key.key);
    byKey.set(name, [...(byKey.get(name) ?? []), match]);
  }
  return [...byKey.values()].flatMap(windowsOfKey).sort((a, b) => a.firstInterval - b.firstInterval);
}

function windowsOfKey(matches: readonly Match[]): ExposureWindow[] {
  const runs: Match[][] = [];
  for (const match of [...matches].sort((a, b) => a.interval - b.interval)) {
    const run = runs.at(-1);
    if (run !== undefined && match.interval < run[0]!.interval + WINDOW_INTERVALS) run.push(match);
    else runs.push([match]);
  }
  return runs.map((run) => ({
    key: run[0]!.key,
    day: dayOfInterval(run[0]!.interval),
    firstInterval: run[0]!.interval,
    sightings: run.map(({ encounter, attenuation }) => ({ seconds: encounter.seconds, attenuation })),
  }));
}
