/** Chance of a 1 from a phone that was exposed. */
export const CHANCE_EXPOSED = 3 / 4;
/** Chance of a 1 from a phone that was not. */
export const CHANCE_NOT_EXPOSED = 1 / 8;

/**
 * The bit of a day's answer: it says so little about one phone that sending it discloses nothing, and enough over many to
 * estimate how many were warned.
 *
 * @param chance - uniform in 0..1, tossed once for each day.
 */
export function randomisedBit(exposed: boolean, chance: number): 0 | 1 {
  return chance < (exposed ? CHANCE_EXPOSED : CHANCE_NOT_EXPOSED) ? 1 : 0;
}
