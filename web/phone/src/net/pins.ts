import { z } from 'zod';

const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));

/** Trust anchors of one network: compiled in by a production build, served as `/network.json` where one tries it out. */
export const pins = z.object({
  v: z.literal(1),
  /** Header hash of block 0. */
  network: hex(32),
  channel: z.string().min(1).max(64),
  /** One operator runs the whole network. */
  embedded: z.boolean(),
  /** PEM root certificate of each organisation, by MSP id. */
  organisations: z.record(z.string(), z.string()),
  /** The Auditor's Ed25519 witness key. */
  witnessKey: hex(32),
  exportKeys: z.array(z.unknown()).default([]),
  /** Length of an export window. */
  windowSeconds: z.int().min(1).max(86_400),
  /** Longest random delay before an answer is sent; a day when not given. */
  answerDelaySeconds: z.int().min(0).max(86_400).optional(),
  practice: z.boolean().default(false),
});
export type Pins = z.infer<typeof pins>;

/** What to do with the pins that a server shows, beside those that the phone keeps. */
export type PinDecision = 'keep' | 'take' | 'other-network';

/**
 * First pins are taken; the same network's are kept as they are, whatever else the server says now; another network's are
 * never taken silently.
 */
export function judgePins(kept: Pins | undefined, shown: Pins): PinDecision {
  if (kept === undefined) return 'take';
  return kept.network === shown.network && kept.witnessKey === shown.witnessKey ? 'keep' : 'other-network';
}
