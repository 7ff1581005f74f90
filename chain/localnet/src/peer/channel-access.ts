/** Who may read from and write to the channel: `/Channel/Application/Readers` and `/Writers`. */

import { verify } from '../msp/ecdsa.ts';
import type { Identity, Role } from '../msp/identity.ts';
import type { Membership } from '../msp/msp.ts';

/** The two channel policies that clients meet. */
export type ChannelPolicy = 'Readers' | 'Writers';

const ROLES: Record<ChannelPolicy, Role[]> = { Readers: ['admin', 'peer', 'client'], Writers: ['admin', 'client'] };

/** Checks of identities and signatures against one channel. */
export class ChannelAccess {
  readonly channel: string;
  readonly membership: Membership;
  readonly #mspIds: Set<string>;

  /** @param mspIds the application organisations; the ordering organisation is not among them */
  constructor(channel: string, membership: Membership, mspIds: string[]) {
    this.channel = channel;
    this.membership = membership;
    this.#mspIds = new Set(mspIds);
  }

  /** Whether a known identity fulfils a policy; its signature is another question. */
  permits(identity: Identity, policy: ChannelPolicy): boolean {
    return this.#mspIds.has(identity.mspId) && identity.role !== undefined && ROLES[policy].includes(identity.role);
  }

  /** The identity behind a signed message, when it is valid and fulfils the policy; expiry is another question. */
  signedBy(
    policy: ChannelPolicy,
    creator: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): Identity | undefined {
    const identity = this.membership.identity(creator);
    if (!identity || !this.permits(identity, policy)) return undefined;
    return verify(identity.publicKey, message, signature) ? identity : undefined;
  }

  /** What Fabric says when a channel policy is not satisfied. */
  denial(policy: ChannelPolicy): string {
    return (
      `Failed evaluating policy on signed data during check policy on channel [${this.channel}] with policy ` +
      `[/Channel/Application/${policy}]: [${implicitDenial(policy)}]`
    );
  }
}

/** What Fabric says when none of the organisations' policies of a name is satisfied. */
export function implicitDenial(policy: ChannelPolicy): string {
  return `implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the '${policy}' sub-policies to be satisfied`;
}
