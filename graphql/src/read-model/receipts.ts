import {
  type AnswerReceipt,
  type CommitmentReceipt,
  fromHex,
  merkleTree,
  type PublicationRecord,
  recordKey,
  toHex,
} from '@tallystick/protocol';
import { findRecord } from './rows.ts';
import type { ReadModel } from './store.ts';

type Place = { readonly key: string; readonly leafIndex: number; readonly block: number; readonly txId: string };

function place(row: Record<string, unknown> | undefined): Place | undefined {
  if (row === undefined) return undefined;
  return { key: String(row.key), leafIndex: Number(row.leaf_index), block: Number(row.block), txId: String(row.tx_id) };
}

/** The path of one leaf of a batch, of all whose leaves the model holds. */
function inclusion(
  leaves: readonly Uint8Array[],
  leafIndex: number,
): { leafIndex: number; treeSize: number; path: string[] } {
  const tree = merkleTree(leaves);
  return { leafIndex, treeSize: tree.size, path: tree.path(leafIndex).map(toHex) };
}

const nameOf = (key: string): string => key.slice(key.indexOf('/') + 1);

/** The receipt of a commitment: of the earliest anchor that holds the root. Undefined when there is none, or it was purged. */
export function commitmentReceiptOf(model: ReadModel, root: string): CommitmentReceipt | undefined {
  // Asked before every commitment, and nearly always in vain: so nothing is joined before there is something.
  const row = model
    .statement('SELECT block, position, leaf_index FROM commitments WHERE root = ? ORDER BY block, position LIMIT 1')
    .get(Buffer.from(root, 'hex'));
  if (row === undefined) return undefined;
  const { block, position } = row as { block: number; position: number };
  const anchor = model
    .statement("SELECT key, tx_id FROM records WHERE type = 'anchor' AND block = ? AND position = ?")
    .get(block, position);
  if (anchor === undefined) return undefined;
  const leaves = model
    .statement('SELECT root FROM commitments WHERE block = ? AND position = ? ORDER BY leaf_index')
    .all(block, position)
    .map(({ root: leaf }) => leaf as Uint8Array);
  const path = inclusion(leaves, Number(row.leaf_index));
  return { root, ...path, anchorRoot: nameOf(String(anchor.key)), txId: String(anchor.tx_id), block };
}

/** The receipt of an answer by its leaf. Undefined when it is not on the ledger, or was purged. */
export function answerReceiptOf(model: ReadModel, leaf: string): AnswerReceipt | undefined {
  const found = place(
    model
      .statement(
        'SELECT r.key, a.leaf_index, r.block, r.tx_id FROM answers a JOIN records r ON r.key = a.batch' +
          ' WHERE a.leaf = ? ORDER BY r.block, r.position LIMIT 1',
      )
      .get(leaf),
  );
  if (found === undefined) return undefined;
  const leaves = model
    .statement('SELECT leaf FROM answers WHERE batch = ? ORDER BY leaf_index')
    .all(found.key)
    .map(({ leaf: other }) => fromHex(String(other), 32));
  const path = inclusion(leaves, found.leafIndex);
  return { leaf, ...path, answersRoot: nameOf(found.key), txId: found.txId, block: found.block };
}

/** Whether an answer with this day and id is on the ledger, whatever its bit. */
export function answerIdUsed(model: ReadModel, day: number, id: string): boolean {
  return model.statement('SELECT 1 FROM answers WHERE day = ? AND id = ?').get(day, id) !== undefined;
}

/** Where a publication stands. */
export type PublicationReceipt = {
  readonly authorisation: string;
  readonly digest: string;
  readonly txId: string;
  readonly block: number;
};

/** The receipt of a publication by its authorisation. */
export function publicationReceiptOf(model: ReadModel, authorisation: string): PublicationReceipt | undefined {
  const found = findRecord(model, 'publication', recordKey.publication(authorisation));
  if (found === undefined) return undefined;
  const { digest, txId }: PublicationRecord = found.record;
  return { authorisation, digest, txId, block: found.block };
}
