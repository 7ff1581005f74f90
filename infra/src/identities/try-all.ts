import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ledger, type NetworkTarget, openLedger } from '@tallystick/ledger';
import { issueRoot, type KeyAndCertificate } from '@tallystick/localnet/certificates';
import { organisations } from '@tallystick/protocol';
import { authorityOf, issueFrom, withUser } from '../own-network/issued.ts';
import { Attempts } from './attempts.ts';
import { type Call, callNames, type Expected, type IdentityName, identities } from './table.ts';

const { health, authority } = organisations;

/** Tries what identities may do on a network whose organisations' CA keys are on this machine. */
export class IdentityTrial {
  readonly #target: NetworkTarget;
  readonly #folder: string;
  readonly #attempts: Attempts;
  readonly #stranger: KeyAndCertificate;
  readonly #open: Ledger[];

  private constructor(
    target: NetworkTarget,
    folder: string,
    attempts: Attempts,
    stranger: KeyAndCertificate,
    open: Ledger[],
  ) {
    this.#target = target;
    this.#folder = folder;
    this.#attempts = attempts;
    this.#stranger = stranger;
    this.#open = open;
  }

  /** Begins on a network whose first policies are in force; certificates are written to a folder of the caller's. */
  static async begin(target: NetworkTarget, folder: string, exportKeyId: string): Promise<IdentityTrial> {
    const adapter = await openLedger({ target, organisation: health, user: 'adapter' });
    const proposer = await openLedger({ target, organisation: authority, user: 'administrator' });
    const attempts = new Attempts({ adapter, proposer, exportKeyId });
    const stranger = await issueRoot('ca.stranger', 'stranger');
    return new IdentityTrial(target, folder, attempts, stranger, [adapter, proposer]);
  }

  /** Outcome of every call by one identity, with a certificate that is issued for it. */
  async outcomes(name: IdentityName): Promise<Record<Call, Expected>> {
    const ledger = await this.#ledgerOf(name);
    const outcomes: Partial<Record<Call, Expected>> = {};
    for (const call of callNames) outcomes[call] = await this.#attempts.outcome(call, ledger);
    return outcomes as Record<Call, Expected>;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((ledger) => ledger.close()));
  }

  /** The target with an own user; an organisation that the network does not know stands at the Authority's peer. */
  #targetWith(mspId: string, user: { certificate: string; key: string }): NetworkTarget {
    const target = this.#target;
    if (target.organisations.some((each) => each.mspId === mspId)) return withUser(target, mspId, 'own', user);
    const home = target.organisations.find((each) => each.mspId === authority)!;
    return { ...target, organisations: [...target.organisations, { ...home, mspId, users: { own: user } }] };
  }

  async #ledgerOf(name: IdentityName): Promise<Ledger> {
    const { mspId, attributes, ...rest } = identities[name];
    const issuer = 'issuer' in rest ? this.#stranger : authorityOf(this.#target, mspId);
    const pair = await issueFrom(issuer, { attributes });
    const user = { certificate: join(this.#folder, `${name}.pem`), key: join(this.#folder, `${name}.key`) };
    writeFileSync(user.certificate, pair.certificate);
    writeFileSync(user.key, pair.key, { mode: 0o600 });
    const ledger = await openLedger({ target: this.#targetWith(mspId, user), organisation: mspId, user: 'own' });
    this.#open.push(ledger);
    return ledger;
  }
}
