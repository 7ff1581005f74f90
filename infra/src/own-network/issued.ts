import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NetworkTarget } from '@tallystick/ledger';
import { issueMember, type KeyAndCertificate } from '@tallystick/localnet/certificates';

/** A new identity that an organisation's own CA issues. */
export type NewIdentity = {
  readonly attributes?: Readonly<Record<string, string>>;
  /** Node role; a client unless it says otherwise. */
  readonly role?: 'client' | 'admin' | 'peer';
  readonly notAfter?: Date;
};

/** CA of an organisation of a network that was made on this machine: its key stands beside its certificate. */
export function authorityOf(target: NetworkTarget, mspId: string): KeyAndCertificate {
  const root = target.organisations.find((each) => each.mspId === mspId)?.mspRoot;
  if (root === undefined) throw new Error(`${mspId} is not in the target`);
  return {
    certificate: readFileSync(root, 'utf8'),
    key: readFileSync(join(dirname(root), 'msp-root.key'), 'utf8'),
  };
}

/** Has a certificate issued by a CA. */
export function issueFrom(authority: KeyAndCertificate, identity: NewIdentity): Promise<KeyAndCertificate> {
  const { attributes = {}, role = 'client', notAfter } = identity;
  return issueMember(authority, {
    commonName: 'somebody',
    role,
    attributes: { ...attributes },
    ...(notAfter === undefined ? {} : { notAfter }),
  });
}

/** The target with one user of an organisation in place of its others. */
export function withUser(
  target: NetworkTarget,
  mspId: string,
  name: string,
  user: NetworkTarget['organisations'][number]['users'][string],
): NetworkTarget {
  return {
    ...target,
    organisations: target.organisations.map((each) =>
      each.mspId === mspId ? { ...each, users: { [name]: user } } : each,
    ),
  };
}
