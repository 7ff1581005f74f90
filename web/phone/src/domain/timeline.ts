/** One identifier heard for a while, as the log tells it: no identifier in it. */
export interface Meeting {
  /** Unix seconds. */
  readonly start: number;
  readonly seconds: number;
  /** dB. */
  readonly attenuation: number;
}

/** How close, in words that the radio deserves. */
export type Closeness = 'very close' | 'near' | 'further away';

/** A stretch of time with people nearby. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** Most identifiers heard in one ten minutes of it. */
  readonly people: number;
  readonly closeness: Closeness;
  /** Seconds during which the closest was heard. */
  readonly seconds: number;
}

const INTERVAL = 600;

/** Words for an attenuation: below 55 dB is usually within two metres, above 70 dB usually another room. */
export function closenessOf(attenuation: number): Closeness {
  if (attenuation < 55) return 'very close';
  return attenuation < 70 ? 'near' : 'further away';
}

/**
 * Meetings merged into stretches: what follows within ten minutes belongs together. Identifiers change every ten minutes and
 * cannot be linked, so this tells when people were near, never who.
 */
export function stretchesOf(meetings: readonly Meeting[]): Stretch[] {
  const sorted = [...meetings].sort((a, b) => a.start - b.start);
  const groups: Meeting[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const meeting of sorted) {
    const group = groups.at(-1);
    if (group === undefined || meeting.start > end + INTERVAL) groups.push([meeting]);
    else group.push(meeting);
    end = Math.max(end, meeting.start + meeting.seconds);
  }
  return groups.map(stretchOf);
}

function stretchOf(group: readonly Meeting[]): Stretch {
  const start = Math.min(...group.map((meeting) => meeting.start));
  const end = Math.max(...group.map((meeting) => meeting.start + meeting.seconds));
  const counts = new Map<number, { people: number; seconds: number }>();
  for (const meeting of group) {
    const slot = Math.floor(meeting.start / INTERVAL);
    const count = counts.get(slot) ?? { people: 0, seconds: 0 };
    counts.set(slot, { people: count.people + 1, seconds: Math.max(count.seconds, meeting.seconds) });
  }
  return {
    start,
    end,
    people: Math.max(...[...counts.values()].map((count) => count.people)),
    closeness: closenessOf(Math.min(...group.map((meeting) => meeting.attenuation))),
    seconds: [...counts.values()].reduce((sum, count) => sum + count.seconds, 0),
  };
}
