import { type ChannelPolicyContent, organisations, TallystickError } from '@tallystick/protocol';

/** Certificate attribute `role` of those who may send transactions. */
export const roles = { api: 'api', adapter: 'adapter', auditor: 'auditor', administrator: 'administrator' } as const;

/** Who sent the transaction, as its certificate says; the peer has verified certificate and signature. */
export type Creator = {
  readonly mspId: string;
  /** Attribute `role`. */
  readonly role: string | null;
  /** Attribute `facility`: the hospital that a Health adapter speaks for. */
  readonly facility: string | null;
};

/** What every rule is told about the transaction that it judges. */
export type Call = {
  readonly creator: Creator;
  /** The client's timestamp, Unix seconds: a claim, the same for every endorser. */
  readonly time: number;
  /** Transaction id, hex of 32 bytes. */
  readonly txId: string;
  readonly channel: string;
  /** The channel's first policy; undefined until it is approved. */
  readonly channelPolicy: ChannelPolicyContent | undefined;
};

/** Who may call a transaction function: an organisation and a role in it. */
export type Caller = { readonly mspId: string; readonly role: string };

const { health, authority, auditor } = organisations;

/** The Authority's API. */
export const authorityApi: Caller = { mspId: authority, role: roles.api };
/** A hospital's adapter. */
export const healthAdapter: Caller = { mspId: health, role: roles.adapter };
/** The Auditor's service. */
export const auditorService: Caller = { mspId: auditor, role: roles.auditor };
/** An administrator of any of the three organisations. */
export const administrators: readonly Caller[] = [health, authority, auditor].map((mspId) => ({
  mspId,
  role: roles.administrator,
}));

/** Refuses everybody who is not named. @throws TallystickError `ACCESS_DENIED`. */
export function allowOnly(creator: Creator, callers: readonly Caller[]): void {
  const allowed = callers.some(({ mspId, role }) => creator.mspId === mspId && creator.role === role);
  if (!allowed) throw new TallystickError('ACCESS_DENIED');
}

/** The hospital that an adapter speaks for. @throws TallystickError `ACCESS_DENIED` when its certificate names none. */
export function facilityOf(creator: Creator): string {
  const { facility } = creator;
  if (facility === null || facility === '' || facility.length > 64) throw new TallystickError('ACCESS_DENIED');
  return facility;
}

/** The channel's policy. @throws TallystickError `POLICY_MISSING` until one is in force: nothing else works before. */
export function channelPolicyOf(call: Call): ChannelPolicyContent {
  if (call.channelPolicy === undefined) throw new TallystickError('POLICY_MISSING');
  return call.channelPolicy;
}
