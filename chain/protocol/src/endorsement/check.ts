import { sha256 } from '@noble/hashes/sha2.js';
import { concat, fromHex, toHex } from '../bytes.ts';
import { TallystickError } from '../errors.ts';
import { chaincodeName, type LedgerRecord } from '../ledger/records.ts';
import {
  isIssuedBy,
  mayIssue,
  maySign,
  type ReadCertificate,
  readCertificate,
  readCertificates,
  verifies,
} from './certificate.ts';
import { type Chain, issuingChains } from './chains.ts';
import { holdsClaim, type RecordClaim, readRecord } from './claim.ts';
import { endorsementEvidence } from './evidence.ts';
import {
  type ChannelHeader,
  type ProposalResponsePayload,
  readChannelHeader,
  readIdentity,
  readResponsePayload,
  readSignatureHeader,
} from './messages.ts';

/** Organisations that have to endorse: two, of however many are pinned. */
export const neededEndorsers = 2;

/** `common.HeaderType.ENDORSER_TRANSACTION`. */
const endorserTransaction = 3;
const statusOk = 200;
/** Fabric's node roles, which stand as organisational units; a member has exactly one. */
const nodeRoles = ['client', 'peer', 'admin', 'orderer'];

/** What the evidence is held against. */
export interface ExpectedEndorsement {
  /** Pinned root certificate (PEM) of each organisation, by MSP id; behind it those of its intermediate authorities. */
  readonly organisations: Readonly<Record<string, string>>;
  readonly channel: string;
  /** Transaction that the receipt names, hex. */
  readonly txId: string;
  readonly claim: RecordClaim;
}

/** What has been shown. */
export interface CheckedEndorsement {
  /** MSP ids whose peers signed, sorted. */
  readonly organisations: readonly string[];
  readonly record: LedgerRecord;
  /** When the proposal was made, Unix seconds: its client's claim, which the endorsers accepted. */
  readonly time: number;
}

const invalid = (field: string, cause?: unknown): TallystickError =>
  new TallystickError('ENDORSEMENT_INVALID', { field, cause });
const mismatch = (field: string): TallystickError => new TallystickError('ENDORSEMENT_MISMATCH', { field });

function readOr<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw invalid(field, cause);
  }
}

/**
 * Checks, against pinned organisation roots, that peers of two organisations ran this project's contract for exactly this transaction and
 * that it returned exactly the record that a receipt claims.
 *
 * What follows from it and what does not stands in docs/protocol.md, "Endorsements": that the transaction was ordered, and found valid,
 * is the witness's word.
 *
 * @param evidence - anything that JSON can be.
 * @throws TallystickError `NOT_ENDORSED` (fewer than two organisations), `ENDORSEMENT_INVALID` (shape, proposal hash, certificate or
 *   signature) or `ENDORSEMENT_MISMATCH` (true, but about another channel, transaction, chaincode or record), with the field.
 */
export function checkEndorsements(evidence: unknown, expected: ExpectedEndorsement): CheckedEndorsement {
  const parsed = endorsementEvidence.safeParse(evidence);
  if (!parsed.success) throw invalid('evidence', parsed.error);
  const { endorsements, ...hex } = parsed.data;
  const payloadBytes = fromHex(hex.payload);
  const payload = readOr('payload', () => readResponsePayload(payloadBytes));
  const { time } = checkProposal(
    { channel: fromHex(hex.channelHeader), signature: fromHex(hex.signatureHeader), input: fromHex(hex.proposal) },
    payload,
    expected,
  );
  const signers = endorsements.map(({ endorser, signature }, i) => {
    const field = `endorsements.${i}`;
    const identity = fromHex(endorser);
    const { mspId, certificate } = readOr(`${field}.endorser`, () => readIdentity(identity));
    const peer = readOr(`${field}.certificate`, () => readCertificate(certificate));
    checkMember(peer, authoritiesOf(expected.organisations, mspId, field), time, field);
    if (!verifies(peer.key, sha256(concat(payloadBytes, identity)), fromHex(signature), true)) {
      throw invalid(`${field}.signature`);
    }
    return mspId;
  });
  const organisations = [...new Set(signers)].sort();
  if (organisations.length < neededEndorsers) throw new TallystickError('NOT_ENDORSED');
  return { organisations, record: checkAction(payload, expected), time };
}

/**
 * Whether endorsements can be checked against these roots at all: at least two organisations, each with the certificate of an
 * authority, and with none behind it that does not go back to it.
 *
 * @throws TallystickError `ENDORSEMENT_INVALID` that names the organisation.
 */
export function checkRoots(organisations: ExpectedEndorsement['organisations']): void {
  const mspIds = Object.keys(organisations);
  if (mspIds.length < neededEndorsers) {
    const message = `Roots of at least ${neededEndorsers} organisations are needed.`;
    throw new TallystickError('ENDORSEMENT_INVALID', { message, field: 'organisations' });
  }
  for (const mspId of mspIds) {
    if (areAuthorities(organisations[mspId]!)) continue;
    const message = `The root of ${mspId} is not the certificate of an authority that may issue others, or one stands behind it that it did not issue.`;
    throw new TallystickError('ENDORSEMENT_INVALID', { message, field: `organisations.${mspId}` });
  }
}

function areAuthorities(pem: string): boolean {
  try {
    return issuingChains(readCertificates(pem), isIssuedBy).flat().every(mayIssue);
  } catch {
    return false;
  }
}

/** The transaction id is a hash over who proposed and a nonce, and the payload holds the hash of the whole proposal (Fabric). */
function checkProposal(
  header: { readonly channel: Uint8Array; readonly signature: Uint8Array; readonly input: Uint8Array },
  { proposalHash }: ProposalResponsePayload,
  expected: ExpectedEndorsement,
): ChannelHeader {
  if (toHex(sha256(concat(header.channel, header.signature, header.input))) !== proposalHash) {
    throw invalid('proposal');
  }
  const channelHeader = readOr('channelHeader', () => readChannelHeader(header.channel));
  const { creator, nonce } = readOr('signatureHeader', () => readSignatureHeader(header.signature));
  if (channelHeader.type !== endorserTransaction) throw invalid('channelHeader');
  if (toHex(sha256(concat(nonce, creator))) !== channelHeader.txId) throw invalid('txId');
  if (channelHeader.txId !== expected.txId) throw mismatch('txId');
  if (channelHeader.channel !== expected.channel) throw mismatch('channel');
  return channelHeader;
}

function authoritiesOf(
  organisations: ExpectedEndorsement['organisations'],
  mspId: string,
  field: string,
): Chain<ReadCertificate>[] {
  const pem = Object.hasOwn(organisations, mspId) ? organisations[mspId] : undefined;
  if (pem === undefined) throw invalid(`${field}.organisation`);
  return readOr('organisations', () => issuingChains(readCertificates(pem), isIssuedBy));
}

/** A peer of the organisation at the time of the transaction, by one of its authorities. */
function checkMember(peer: ReadCertificate, authorities: Chain<ReadCertificate>[], time: number, field: string): void {
  const issuers = authorities.filter(([issuer]) => isIssuedBy(peer, issuer));
  const isInTime = ({ notBefore, notAfter }: ReadCertificate): boolean => notBefore <= time && time <= notAfter;
  const rules: readonly (readonly [name: string, holds: boolean])[] = [
    ['root', authorities.flat().every(mayIssue)],
    ['issuer', issuers.length > 0],
    ['usage', maySign(peer)],
    ['role', peer.units.filter((unit) => nodeRoles.includes(unit)).join() === 'peer'],
    ['validity', isInTime(peer) && issuers.some((chain) => chain.every(isInTime))],
  ];
  const broken = rules.find(([, holds]) => !holds);
  if (broken !== undefined) throw invalid(`${field}.${broken[0]}`);
}

function checkAction({ action }: ProposalResponsePayload, { txId, claim }: ExpectedEndorsement): LedgerRecord {
  if (action.chaincode !== chaincodeName) throw mismatch('chaincode');
  if (action.status !== statusOk) throw mismatch('status');
  const record = readRecord(action.answer);
  // A repeated request is answered with the record of the first one, which names that one's transaction.
  if (record === undefined || record.txId !== txId || !holdsClaim(record, claim)) throw mismatch('record');
  return record;
}
