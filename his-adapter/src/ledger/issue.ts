/** Issuing a code for a case: a one-time key pair, its authorisation in the outbox, the code sealed until claimed. */
import { createHash, randomBytes } from 'node:crypto';
import {
  authorisationId,
  type CanonicalValue,
  canonicalBytes,
  canonicalJson,
  createVerificationCode,
  label,
  systemRandom,
  verificationKeys,
} from '@tallystick/protocol';
import type { Authorisation } from '../store/authorisations.ts';
import type { Case } from '../store/cases.ts';
import type { Store } from '../store/store.ts';

/** What issuing depends on. */
export interface IssueSettings {
  channel: string;
  /** Life of a code in seconds. */
  codeSeconds: number;
}

/** A code as it is shown once. */
export interface IssuedCode {
  code: string;
  authorisation: string;
  expires: number;
}

/** A fresh code with what is derived from it. */
export interface PreparedCode {
  code: string;
  publicKey: Uint8Array;
  /** Id of the authorisation that will be bound to the public key. */
  id: string;
}

/** Makes a code. Takes some tenths of a second, by design of the derivation, and so stands before any transaction. */
export async function prepareCode(channel: string): Promise<PreparedCode> {
  const code = createVerificationCode(systemRandom);
  const { publicKey } = await verificationKeys(code, channel);
  return { code, publicKey, id: authorisationId(publicKey) };
}

/**
 * Binds a prepared code to a confirmed case and puts its authorisation into the outbox. Joins the caller's transaction.
 * `supersedes` names the authorisation that this one replaces: it is revoked in the same transaction of the ledger.
 */
export function storeCode(
  store: Store,
  prepared: PreparedCode,
  about: { found: Case; settings: IssueSettings; by: string; at: number; supersedes?: string },
): IssuedCode {
  const { found, settings, at, supersedes } = about;
  const { code, id } = prepared;
  const publicKey = Buffer.from(prepared.publicKey).toString('hex');
  const expires = at + settings.codeSeconds;
  const commitmentSalt = randomBytes(32);
  const commitment = recordCommitment(found, commitmentSalt);
  const argument = { id, publicKey, expires, recordCommitment: commitment, ...(supersedes && { supersedes }) };
  const secret = {
    salt: randomBytes(32).toString('hex'),
    reportType: found.certainty ?? 'CONFIRMED_TEST',
    onset: found.onset === undefined ? null : dayOf(found.onset),
    test: found.condition,
  };
  store.authorisations.put({
    id,
    caseId: found.id,
    publicKey,
    expires,
    ...(supersedes && { supersedes }),
    commitment,
    commitmentSalt: commitmentSalt.toString('hex'),
    sealedCode: store.keys.seal(code, `code/${id}`),
    issuedAt: at,
    issuedBy: about.by,
  });
  if (supersedes) store.authorisations.markSuperseded(supersedes, id);
  store.outbox.put('authorise', id, canonicalJson(argument), canonicalJson(secret), at);
  return { code, authorisation: id, expires };
}

/** Whether an authorisation's public commitment is to the case as it stands. */
export function commitmentHolds(
  found: Case,
  authorisation: Pick<Authorisation, 'commitment' | 'commitmentSalt'>,
): boolean {
  return recordCommitment(found, Buffer.from(authorisation.commitmentSalt, 'hex')) === authorisation.commitment;
}

/** SHA-256 over label, salt and the clinical facts of a case: proves later what was confirmed, tells nothing before. */
function recordCommitment(found: Case, salt: Uint8Array): string {
  const facts: CanonicalValue = {
    case: found.id,
    condition: found.condition,
    certainty: found.certainty ?? null,
    onset: found.onset ?? null,
    specimen: JSON.stringify(found.specimen),
    report: found.reportId,
    test: found.testCode,
    result: found.result,
    patient: JSON.stringify(found.patient),
  };
  return createHash('sha256').update(label('record')).update(salt).update(canonicalBytes(facts)).digest('hex');
}

/** UTC day number of a calendar date `YYYY-MM-DD`. */
export function dayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
}
