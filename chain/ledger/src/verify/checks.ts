import type { Block } from '../block/block.ts';
import { blockDataHash, sha256 } from '../block/header.ts';
import { type Action, endorserTransaction, type Transaction } from '../block/transaction.ts';
import type { Members } from './members.ts';

/** What can be wrong with a block or a transaction by itself. */
export type CheckName =
  | 'dataHash'
  | 'previousHash'
  | 'ordererSignature'
  | 'creatorSignature'
  | 'txId'
  | 'actions'
  | 'proposalHash'
  | 'endorserSignature';

/** One thing that is wrong, and where. */
export type Finding = { readonly block: number; readonly transaction?: number; readonly check: CheckName };

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Checks the data hash and, with the block before given, the link to it. */
export function checkHashes(block: Block, previousHash: Uint8Array | undefined): Finding[] {
  const findings: Finding[] = [];
  if (!same(blockDataHash(block.envelopes), block.dataHash)) findings.push({ block: block.number, check: 'dataHash' });
  if (previousHash !== undefined && !same(previousHash, block.previousHash)) {
    findings.push({ block: block.number, check: 'previousHash' });
  }
  return findings;
}

function checkAction(transaction: Transaction, action: Action, members: Members): CheckName[] {
  const findings: CheckName[] = [];
  const { channelHeaderBytes, signatureHeaderBytes } = transaction;
  const proposalHash = sha256(channelHeaderBytes, signatureHeaderBytes, action.proposalPayloadBytes);
  if (!same(action.headerBytes, signatureHeaderBytes)) findings.push('actions');
  if (!same(proposalHash, action.proposalHash)) findings.push('proposalHash');
  for (const { endorser, signature } of action.endorsements) {
    if (!members.signed(endorser, signature, action.responsePayloadBytes, endorser.bytes)) {
      findings.push('endorserSignature');
    }
  }
  return findings;
}

/** Checks id, hashes and signatures of one transaction. */
export function checkTransaction(transaction: Transaction, members: Members): CheckName[] {
  const { creator } = transaction;
  // Only block 0 holds a transaction without a creator, and it is known by its hash.
  if (creator === undefined) return ['creatorSignature'];
  const findings: CheckName[] = [];
  if (!members.signed(creator, transaction.signature, transaction.payloadBytes)) findings.push('creatorSignature');
  if (transaction.type !== endorserTransaction) return findings;
  if (Buffer.from(sha256(transaction.nonce, creator.bytes)).toString('hex') !== transaction.txId) findings.push('txId');
  if (transaction.actions.length !== 1) findings.push('actions');
  for (const action of transaction.actions) findings.push(...checkAction(transaction, action, members));
  return findings;
}

/** Checks ids, hashes and signatures of a block's transactions, valid or not. */
export function checkTransactions(block: Block, members: Members): Finding[] {
  if (block.number === 0) return [];
  return block.transactions.flatMap((transaction) =>
    'malformed' in transaction
      ? []
      : checkTransaction(transaction, members).map((check) => ({
          block: block.number,
          transaction: transaction.index,
          check,
        })),
  );
}
