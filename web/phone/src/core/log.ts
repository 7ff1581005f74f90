import { ASSUMED_TX_POWER, dayAt, dayStart, mergeSightings } from '@tallystick/protocol';
import { type Meeting, type Stretch, stretchesOf } from '../domain/timeline.ts';
import { type Database, KEEP_DAYS } from '../store/database.ts';
import type { StoredSighting } from '../store/schema.ts';
import { sightingsBetween } from '../store/sightings.ts';

/** One day of the log as it is shown. */
export interface LogDay {
  readonly day: number;
  readonly stretches: readonly Stretch[];
  /** Identifiers heard. */
  readonly encounters: number;
}

/** The log, newest day first, from the first day (at most 14 back) to today; days without anybody stand in it too. */
export async function readLog(db: Database, firstDay: number, today: number): Promise<LogDay[]> {
  const from = Math.max(Math.min(firstDay, today), today - KEEP_DAYS);
  const sightings = await sightingsBetween(db, dayStart(from), dayStart(today + 1));
  const byDay = Map.groupBy(sightings, ({ time }) => dayAt(time));
  return Array.from({ length: today - from + 1 }, (_, i) => today - i).map((day) => {
    const meetings = meetingsOf(byDay.get(day) ?? []);
    return { day, stretches: stretchesOf(meetings), encounters: meetings.length };
  });
}

function meetingsOf(sightings: readonly StoredSighting[]): Meeting[] {
  const starts = new Map<number, number>();
  for (const { time } of sightings) {
    const interval = Math.floor(time / 600);
    starts.set(interval, Math.min(starts.get(interval) ?? time, time));
  }
  return mergeSightings(sightings).map(({ firstInterval, seconds, attenuation }) => ({
    start: starts.get(firstInterval) ?? firstInterval * 600,
    seconds,
    attenuation: attenuation - ASSUMED_TX_POWER,
  }));
}
