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
  const row = model
    .statement(
      'SELECT r.key, c.leaf_index, c.block, c.position, r.tx_id FROM commitments c JOIN records r' +
        " ON r.type = 'anchor' AND r.block = c.block AND r.position = c.position" +
        ' WHERE c.root = ? ORDER BY c.block, c.position LIMIT 1',
    )
    .get(Buffer.from(root, 'hex'));
  const found = place(row);
  if (row === undefined || found === undefined) return undefined;
  const leaves = model
    .statement('SELECT root AS leaf FROM commitments WHERE block = ? AND position = ? ORDER BY leaf_index')
    .all(found.block, Number(row.position))
    .map(({ leaf }) => leaf as Uint8Array);
  const path = inclusion(leaves, found.leafIndex);
  return { root, ...path, anchorRoot: nameOf(found.key), txId: found.txId, block: found.block };
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
