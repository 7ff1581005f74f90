import { z } from 'zod';
import { fromHex, toHex } from '../bytes.ts';
import { blockNumber, digest, hexBytes } from '../ledger/fields.ts';
import { rootOfPath } from '../merkle/inclusion.ts';

const inclusion = {
  leafIndex: z.int().min(0),
  treeSize: z.int().min(1),
  /** Sibling hashes from the bottom up. */
  path: z.array(digest).max(32),
};

const committed = {
  txId: hexBytes(32),
  block: blockNumber,
};

/** What the phone gets when its root is anchored, and keeps. */
export const commitmentReceipt = z.strictObject({
  /** The phone's root over one day. */
  root: digest,
  ...inclusion,
  anchorRoot: digest,
  ...committed,
});
export type CommitmentReceipt = z.infer<typeof commitmentReceipt>;

/** What the phone gets when its answer is counted, and keeps. */
export const answerReceipt = z.strictObject({
  /** The answer's leaf. */
  leaf: digest,
  ...inclusion,
  answersRoot: digest,
  ...committed,
});
export type AnswerReceipt = z.infer<typeof answerReceipt>;

function leadsTo(value: string, receipt: Pick<CommitmentReceipt, keyof typeof inclusion>, root: string): boolean {
  const reached = rootOfPath({
    leaf: fromHex(value, 32),
    index: receipt.leafIndex,
    size: receipt.treeSize,
    path: receipt.path.map((hash) => fromHex(hash, 32)),
  });
  return reached !== null && toHex(reached) === root;
}

/**
 * Whether the receipt's path leads from the phone's root to the anchor root. That the anchor stands on the ledger is the
 * witness's word: both together make the tick.
 */
export function verifyCommitmentReceipt(receipt: CommitmentReceipt): boolean {
  return leadsTo(receipt.root, receipt, receipt.anchorRoot);
}

/** Whether the receipt's path leads from the answer's leaf to the root of its batch; the witness says that this stands on the ledger. */
export function verifyAnswerReceipt(receipt: AnswerReceipt): boolean {
  return leadsTo(receipt.leaf, receipt, receipt.answersRoot);
}
