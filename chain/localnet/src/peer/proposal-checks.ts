/** What a peer checks before it simulates a proposal, in Fabric's order and words. */
import type { Ledger } from '../ledger/ledger.ts';
import { verify } from '../msp/ecdsa.ts';
import type { Identity } from '../msp/identity.ts';
import type { Membership } from '../msp/msp.ts';
import { transactionId } from '../protoutil/hash.ts';
import type { ParsedProposal } from '../protoutil/proposal.ts';
import type { ChannelAccess } from './channel-access.ts';

/** How far a client's clock may be off, in milliseconds either way. */
export const TIME_WINDOW = 15 * 60 * 1000;

/** Whose identities a peer believes: the channel's, or those of its own organisation. */
export type KnownIdentities = Pick<Membership, 'identity'>;

/** A refusal that ends the call at once; other failures let the gateway try another organisation's peer. */
export class ProposalRefused extends Error {}

/**
 * Checks identity, signature, transaction id and time of a proposal that the channel's writers may make.
 * @returns the creator
 * @throws ProposalRefused or Error with Fabric's text
 */
export function checkProposal(proposal: ParsedProposal, access: ChannelAccess, now: number): Identity {
  const identity = checkSigned(proposal, access.membership, now);
  if (!access.permits(identity, 'Writers')) throw new ProposalRefused(access.denial('Writers'));
  return identity;
}

/**
 * Checks identity, signature, transaction id and time of a proposal; what its creator may do is another question.
 * @returns the creator
 * @throws ProposalRefused or Error with Fabric's text
 */
export function checkSigned(proposal: ParsedProposal, membership: KnownIdentities, now: number): Identity {
  const { creator, channel, nonce } = proposal.header;
  const known = membership.identity(creator);
  if (known && known.notAfter < now) throw new Error('proposal client identity expired');
  if (Math.abs(channel.timestamp - now) > TIME_WINDOW) {
    throw new Error(
      `request unauthorized due to incorrect timestamp ${seconds(channel.timestamp)}, peer time ${seconds(now)}, peer.authentication.timewindow 15m0s`,
    );
  }
  checkHeader(proposal);
  const identity = checkCreator(proposal, known);
  const expected = transactionId(nonce, creator);
  if (channel.transactionId !== expected) {
    throw invalid(`incorrectly computed txid '${channel.transactionId}' -- expected '${expected}'`);
  }
  return identity;
}

/**
 * Refuses a transaction id that the ledger has already.
 * @throws ProposalRefused with Fabric's text
 */
export function checkUnique({ header }: ParsedProposal, { blocks }: Pick<Ledger, 'blocks'>): void {
  const { transactionId: id } = header.channel;
  if (!blocks.find(id)) return;
  throw new ProposalRefused(
    `duplicate transaction found [${id}]. Creator [${Buffer.from(header.creator).toString('hex')}]`,
  );
}

function checkHeader({ header }: ParsedProposal): void {
  if (header.channel.epoch !== 0) throw invalid('epoch is non-zero');
  if (header.nonce.length === 0) throw invalid('nonce is empty');
  if (header.creator.length === 0) throw invalid('creator is empty');
}

function checkCreator(proposal: ParsedProposal, known: Identity | undefined): Identity {
  const denied = `access denied: channel [${proposal.header.channel.channel}] creator org`;
  if (!known) throw invalid(`${denied} unknown, creator is malformed`);
  if (known.role === undefined || !verify(known.publicKey, proposal.proposalBytes, proposal.signature)) {
    throw invalid(`${denied} [${known.mspId}]`);
  }
  return known;
}

function invalid(reason: string): ProposalRefused {
  return new ProposalRefused(`error validating proposal: ${reason}`);
}

/** The last moment that a `Date` can tell, in milliseconds. */
const END_OF_TIME = 8.64e15;

function seconds(time: number): string {
  return new Date(Math.max(-END_OF_TIME, Math.min(time, END_OF_TIME))).toISOString().replace(/\.\d+Z$/, 'Z');
}
