/** Version of the tables below and of how blocks become rows: another one in the file means that it is rebuilt. */
export const readModelVersion = 2;

/** Tables of the read model, all rows of which follow from blocks and the private data that the organisation may see. */
export const readModelTables = [
  'blocks',
  'transactions',
  'records',
  'commitments',
  'answers',
  'private_values',
] as const;

/**
 * `records` is the public state; `purged_in` is the block whose transaction purged the private value. `commitments`, `answers` and
 * `private_values` hold what must expire: a purge deletes their rows. Rows have explicit keys, so that a rebuilt model can be compared
 * with the running one row by row. `commitments` has by far the most rows: they name their anchor by its place and are kept small.
 */
export const readModelSql = `
CREATE TABLE blocks (
  number INTEGER PRIMARY KEY, header_hash TEXT NOT NULL, previous_hash TEXT NOT NULL, data_hash TEXT NOT NULL,
  transactions INTEGER NOT NULL, bytes BLOB NOT NULL
) STRICT;
CREATE TABLE transactions (
  block INTEGER NOT NULL, position INTEGER NOT NULL, tx_id TEXT NOT NULL, validation_code INTEGER NOT NULL,
  timestamp INTEGER NOT NULL, msp TEXT NOT NULL, role TEXT, endorsers TEXT NOT NULL, function TEXT,
  writes TEXT NOT NULL, purged TEXT NOT NULL,
  PRIMARY KEY (block, position)
) WITHOUT ROWID, STRICT;
CREATE INDEX transactions_by_id ON transactions (tx_id, block, position);
CREATE TABLE records (
  key TEXT PRIMARY KEY, type TEXT NOT NULL, block INTEGER NOT NULL, position INTEGER NOT NULL, tx_id TEXT NOT NULL,
  purge_after INTEGER, purged_in INTEGER, json TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX records_by_type ON records (type, block, position);
CREATE INDEX records_by_purge ON records (purge_after) WHERE purged_in IS NULL AND purge_after IS NOT NULL;
CREATE TABLE commitments (
  root BLOB NOT NULL, block INTEGER NOT NULL, position INTEGER NOT NULL, leaf_index INTEGER NOT NULL,
  PRIMARY KEY (root, block, position)
) WITHOUT ROWID, STRICT;
CREATE INDEX commitments_by_anchor ON commitments (block, position, leaf_index);
CREATE TABLE answers (
  leaf TEXT NOT NULL, batch TEXT NOT NULL, leaf_index INTEGER NOT NULL, day INTEGER NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (leaf, batch)
) WITHOUT ROWID, STRICT;
CREATE INDEX answers_by_batch ON answers (batch, leaf_index);
CREATE INDEX answers_by_id ON answers (day, id);
CREATE TABLE private_values (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID, STRICT;
`;
