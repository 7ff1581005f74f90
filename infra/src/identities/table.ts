import { type ErrorCode, organisations, type TransactionName } from '@tallystick/protocol';

const { health, authority, auditor } = organisations;

/** Whose certificate, in which organisation's name, with which attributes. */
export type Identity = {
  /** How documents call it. */
  readonly words: string;
  readonly mspId: string;
  /** Attributes of the certificate. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Who issued the certificate, when it is not the organisation's own CA. */
  readonly issuer?: 'stranger';
};

/** Identities that are told from each other, by a name of their own. */
export const identities = {
  adapter: {
    words: 'adapter',
    mspId: health,
    attributes: { role: 'adapter', facility: 'general-hospital' },
  },
  otherAdapter: {
    words: 'adapter of another hospital',
    mspId: health,
    attributes: { role: 'adapter', facility: 'other-hospital' },
  },
  adapterWithoutFacility: { words: 'adapter without facility', mspId: health, attributes: { role: 'adapter' } },
  api: { words: 'API', mspId: authority, attributes: { role: 'api' } },
  auditor: { words: 'auditor', mspId: auditor, attributes: { role: 'auditor' } },
  healthAdministrator: { words: 'administrator of Health', mspId: health, attributes: { role: 'administrator' } },
  authorityAdministrator: {
    words: 'administrator of Authority',
    mspId: authority,
    attributes: { role: 'administrator' },
  },
  auditorAdministrator: { words: 'administrator of Auditor', mspId: auditor, attributes: { role: 'administrator' } },
  withoutAttributes: { words: 'no attributes', mspId: authority, attributes: {} },
  roleOfAnother: { words: 'role of another organisation', mspId: health, attributes: { role: 'api' } },
  foreignMsp: { words: 'foreign MSP', mspId: 'StrangerMSP', attributes: { role: 'api' }, issuer: 'stranger' },
  foreignCertificate: {
    words: 'foreign certificate',
    mspId: authority,
    attributes: { role: 'api' },
    issuer: 'stranger',
  },
} as const satisfies Readonly<Record<string, Identity>>;
export type IdentityName = keyof typeof identities;

/**
 * What is tried: transaction functions, split where the answer depends on the argument. Each stands for a request that
 * succeeds when the right one sends it. Authorisations that are superseded, revoked or published are `adapter`'s;
 * proposals that are approved are `authorityAdministrator`'s.
 */
export const calls = {
  'encounters:anchor': 'encounters:anchor',
  'diagnoses:authorise': 'diagnoses:authorise',
  'diagnoses:authorise, superseding': 'diagnoses:authorise',
  'diagnoses:revoke': 'diagnoses:revoke',
  'diagnoses:publish': 'diagnoses:publish',
  'exports:record': 'exports:record',
  'acknowledgements:record': 'acknowledgements:record',
  'policy:propose': 'policy:propose',
  'policy:approve': 'policy:approve',
  'purge:purge of keys': 'purge:purge',
  'purge:purge of roots': 'purge:purge',
  'purge:purge of authorisations': 'purge:purge',
  'records:get': 'records:get',
} as const satisfies Readonly<Record<string, TransactionName | 'records:get'>>;
export type Call = keyof typeof calls;

/** What comes of a call: it is allowed, or refused with a code. */
export type Expected = 'allowed' | ErrorCode;

type Row = Readonly<Partial<Record<Call, Expected>>>;
const member: Row = { 'records:get': 'allowed' };
const adapter: Row = {
  ...member,
  'diagnoses:authorise': 'allowed',
  'diagnoses:authorise, superseding': 'allowed',
  'diagnoses:revoke': 'allowed',
  'purge:purge of authorisations': 'allowed',
};
const administrator: Row = { ...member, 'policy:propose': 'allowed', 'policy:approve': 'allowed' };

/** What differs from being refused with `ACCESS_DENIED`. */
const rows: Readonly<Record<IdentityName, Row>> = {
  adapter,
  otherAdapter: {
    ...adapter,
    'diagnoses:authorise, superseding': 'OTHER_FACILITY',
    'diagnoses:revoke': 'OTHER_FACILITY',
  },
  adapterWithoutFacility: { ...member, 'purge:purge of authorisations': 'allowed' },
  api: {
    ...member,
    'encounters:anchor': 'allowed',
    'diagnoses:publish': 'allowed',
    'exports:record': 'allowed',
    'acknowledgements:record': 'allowed',
    'purge:purge of keys': 'allowed',
    'purge:purge of roots': 'allowed',
  },
  auditor: {
    ...member,
    'purge:purge of keys': 'allowed',
    'purge:purge of roots': 'allowed',
    'purge:purge of authorisations': 'allowed',
  },
  healthAdministrator: administrator,
  authorityAdministrator: { ...administrator, 'policy:approve': 'SAME_ORGANISATION' },
  auditorAdministrator: administrator,
  withoutAttributes: member,
  roleOfAnother: member,
  foreignMsp: {},
  foreignCertificate: {},
};

/** What comes of a call by an identity. */
export function expected(identity: IdentityName, call: Call): Expected {
  return rows[identity][call] ?? 'ACCESS_DENIED';
}

/** All identities and all calls, in the order of the table. */
export const identityNames = Object.keys(identities) as IdentityName[];
export const callNames = Object.keys(calls) as Call[];

/** What comes of every call by an identity. */
export function expectedOf(identity: IdentityName): Record<Call, Expected> {
  return Object.fromEntries(callNames.map((call) => [call, expected(identity, call)])) as Record<Call, Expected>;
}
