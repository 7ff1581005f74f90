import { type RiskPolicyContent, riskPolicyContent, TallystickError } from '@tallystick/protocol';

/** A risk policy that was witnessed and in force when it was fetched. */
export interface Policy {
  readonly version: number;
  /** Unix seconds. */
  readonly inForceFrom: number;
  readonly content: RiskPolicyContent;
}

/** Reads a policy's content. @throws TallystickError `NOT_WITNESSED` for one that this phone cannot follow. */
export function readPolicy(version: number, inForceFrom: number, content: unknown): Policy {
  const parsed = riskPolicyContent.safeParse(content);
  if (!parsed.success) throw new TallystickError('NOT_WITNESSED', { field: 'policy.content', cause: parsed.error });
  return { version, inForceFrom, content: parsed.data };
}
