import type { LedgerBlock, LedgerTransaction, PrivateWrite, PublicWrite } from '@tallystick/ledger';
import { anchorPrivate, answerLeaf, answersPrivate, TallystickError } from '@tallystick/protocol';
import type { ReadModel } from './store.ts';

/** Fabric's validation code of a valid transaction. */
export const validCode = 0;

/** A client may claim any time; what does not fit into Unix seconds of 32 bits is brought to the nearest that does. */
function claimedSeconds(milliseconds: number): number {
  return Math.min(0xffff_ffff, Math.max(0, Math.floor(milliseconds / 1000) || 0));
}

/** Applies blocks to a read model, each in one database transaction. */
export type BlockApplier = (block: LedgerBlock) => void;

/**
 * The function that turns a block into rows. It takes exactly the block that comes next and checks that it follows the one before.
 * The returned function throws TallystickError `OTHER_NETWORK` when the block does not link to the last one.
 */
export function blockApplier(model: ReadModel): BlockApplier {
  const { db } = model;
  const lastHash = db.prepare('SELECT header_hash AS hash FROM blocks WHERE number = ?');
  const insertBlock = db.prepare(
    'INSERT INTO blocks (number, header_hash, previous_hash, data_hash, transactions, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertTransaction = db.prepare(
    'INSERT INTO transactions (block, position, tx_id, validation_code, timestamp, msp, role, endorsers, function, writes, purged)' +
      ' VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertRecord = db.prepare(
    'INSERT INTO records (key, type, block, position, tx_id, purge_after, purged_in, json) VALUES (?, ?, ?, ?, ?, ?, NULL, ?)' +
      ' ON CONFLICT (key) DO NOTHING',
  );
  const insertCommitment = db.prepare(
    'INSERT OR IGNORE INTO commitments (root, block, position, leaf_index) VALUES (?, ?, ?, ?)',
  );
  const insertAnswer = db.prepare(
    'INSERT OR IGNORE INTO answers (leaf, batch, leaf_index, day, id) VALUES (?, ?, ?, ?, ?)',
  );
  const insertPrivate = db.prepare('INSERT OR IGNORE INTO private_values (key, json) VALUES (?, ?)');
  const markPurged = db.prepare('UPDATE records SET purged_in = ? WHERE key = ? AND purged_in IS NULL');
  const deletions = [
    db.prepare('DELETE FROM commitments WHERE (block, position) = (SELECT block, position FROM records WHERE key = ?)'),
    db.prepare('DELETE FROM answers WHERE batch = ?'),
    db.prepare('DELETE FROM private_values WHERE key = ?'),
  ];

  const applyRecord = (block: number, transaction: LedgerTransaction, { key, record }: PublicWrite): void => {
    const purgeAfter = 'purgeAfter' in record ? record.purgeAfter : null;
    insertRecord.run(key, record.type, block, transaction.index, record.txId, purgeAfter, JSON.stringify(record));
  };

  /** Details of authorisations are the hospital's business: this service keeps none of them. */
  const applyPrivate = (block: number, position: number, { collection, key, value }: PrivateWrite): void => {
    if (collection === 'authorisations' || key === undefined || !('text' in value)) return;
    const [type] = key.split('/');
    if (type === 'anchor') {
      const { roots } = anchorPrivate.parse(JSON.parse(value.text));
      roots.forEach((root, index) => void insertCommitment.run(Buffer.from(root, 'hex'), block, position, index));
    } else if (type === 'answers') {
      const { answers } = answersPrivate.parse(JSON.parse(value.text));
      answers.forEach((answer, index) => void insertAnswer.run(answerLeaf(answer), key, index, answer.day, answer.id));
    } else {
      insertPrivate.run(key, value.text);
    }
  };

  const applyTransaction = (block: number, transaction: LedgerTransaction): void => {
    const names = transaction.purges.flatMap((purge) => purge.names);
    insertTransaction.run(
      block,
      transaction.index,
      transaction.txId,
      transaction.validationCode,
      claimedSeconds(transaction.timestamp),
      transaction.creator.mspId,
      transaction.creator.role ?? null,
      JSON.stringify(transaction.endorsers),
      transaction.name ?? null,
      JSON.stringify(transaction.writes.map((write) => write.key)),
      JSON.stringify(transaction.validationCode === validCode ? names : []),
    );
    if (transaction.validationCode !== validCode) return;
    for (const write of transaction.writes) applyRecord(block, transaction, write);
    for (const write of transaction.privateWrites) applyPrivate(block, transaction.index, write);
    for (const name of names) {
      markPurged.run(block, name);
      for (const deletion of deletions) deletion.run(name);
    }
  };

  return (block) => {
    const last = lastHash.get(block.number - 1)?.hash;
    if (block.number !== model.height() || (last !== undefined && last !== block.previousHash)) {
      throw new TallystickError('OTHER_NETWORK', { message: `Block ${block.number} does not follow the last one.` });
    }
    model.transaction(() => {
      insertBlock.run(
        block.number,
        block.headerHash,
        block.previousHash,
        block.dataHash,
        block.transactions.length,
        block.bytes,
      );
      for (const transaction of block.transactions) applyTransaction(block.number, transaction);
    });
    if (block.transactions.some(({ purges }) => purges.length > 0)) model.emptyLog();
  };
}
