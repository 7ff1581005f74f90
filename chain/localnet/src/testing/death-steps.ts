/** Where `die-at-step.ts` can let localnet die, in the order in which a transaction comes by. */
export const deathSteps = [
  'endorsed, its private values not yet kept',
  'private values kept, the endorsement not yet answered',
  'handed to the orderer, not yet queued',
  'ordered, nothing written',
  'block written, its database transaction not yet committed',
  'block committed, nobody told',
] as const;
/** One of them. */
export type DeathStep = (typeof deathSteps)[number];
