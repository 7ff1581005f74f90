/** The schema, one migration a version; a migration that has been released is never edited. */
export const migrations: readonly string[] = [
  `
  -- Every message as it came, before anything is decided on it.
  CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,           -- Unix seconds, like every _at
    transport TEXT NOT NULL,                -- mllp | fhir
    sender TEXT NOT NULL,
    control_id TEXT NOT NULL,
    type TEXT NOT NULL,
    digest BLOB NOT NULL,                   -- keyed digest of the bytes
    raw BLOB NOT NULL,
    answer TEXT NOT NULL,                   -- what was answered, for retransmissions; JSON list
    state TEXT NOT NULL,                    -- stored | decided | ignored | refused | failed
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    seen_at INTEGER,
    seen_by TEXT,
    UNIQUE (sender, control_id, digest)
  ) STRICT;
  CREATE INDEX inbox_state ON inbox (state, id);

  CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    facility TEXT NOT NULL,
    condition TEXT NOT NULL,
    state TEXT NOT NULL,                    -- held | ready | confirmed | revoked | dismissed
    origin TEXT NOT NULL,                   -- record | hand
    reason_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    patient TEXT NOT NULL,                  -- JSON, LabReport.patient
    specimen TEXT NOT NULL,                 -- JSON, LabObservation.specimen
    dates TEXT NOT NULL,                    -- JSON: onset, analysed, resulted, sent
    report_id TEXT NOT NULL,
    test_code TEXT NOT NULL,
    test_name TEXT NOT NULL,
    result TEXT NOT NULL,
    inbox_id INTEGER REFERENCES inbox (id),
    certainty TEXT,
    onset TEXT,                             -- YYYY-MM-DD as confirmed, null when unknown
    confirmed_at INTEGER,
    confirmed_by TEXT,
    note TEXT,                              -- reason given by a person
    revoke_reason TEXT
  ) STRICT;
  CREATE INDEX cases_state ON cases (state, updated_at);

  -- Keyed digests by which later records find their case: patient, condition and one reference each.
  CREATE TABLE case_keys (
    key BLOB NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    PRIMARY KEY (key, case_id)
  ) STRICT;
  -- The same for results that were withdrawn before they had a case.
  CREATE TABLE withdrawals (key BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  -- Results that have been decided.
  CREATE TABLE results_seen (digest BLOB PRIMARY KEY, inbox_id INTEGER NOT NULL) STRICT;

  CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    case_id TEXT REFERENCES cases (id),
    at INTEGER NOT NULL,
    place TEXT NOT NULL,
    action TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    condition TEXT,
    test_code TEXT NOT NULL,
    test_name TEXT NOT NULL,
    result TEXT NOT NULL,
    result_text TEXT NOT NULL,
    status TEXT NOT NULL,
    policy TEXT NOT NULL                    -- version of the mapping configuration
  ) STRICT;
  CREATE INDEX decisions_inbox ON decisions (inbox_id);
  CREATE INDEX decisions_case ON decisions (case_id);

  CREATE TABLE authorisations (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    public_key TEXT NOT NULL,
    expires INTEGER NOT NULL,
    supersedes TEXT,
    superseded_by TEXT,
    commitment TEXT NOT NULL,
    commitment_salt TEXT NOT NULL,
    sealed_code BLOB,                       -- null once claimed, expired or revoked
    issued_at INTEGER NOT NULL,
    issued_by TEXT NOT NULL,
    revoke_asked_at INTEGER,
    authorised_block INTEGER,
    authorised_at INTEGER,
    authorised_tx TEXT,
    published_block INTEGER,
    published_at INTEGER,
    revoked_block INTEGER,
    revoked_at INTEGER,
    exported_at INTEGER,
    export_sequence INTEGER
  ) STRICT;
  CREATE INDEX authorisations_case ON authorisations (case_id, issued_at);

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                     -- authorise | revoke
    authorisation TEXT NOT NULL,
    argument TEXT NOT NULL,
    private TEXT,                           -- erased once it is committed
    state TEXT NOT NULL,                    -- pending | sent | dead
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,               -- milliseconds
    error_code TEXT,
    error TEXT,
    created_at INTEGER NOT NULL,
    done_at INTEGER
  ) STRICT;
  CREATE INDEX outbox_state ON outbox (state, id);

  -- Private details on the ledger that fall due.
  CREATE TABLE purges (name TEXT PRIMARY KEY, due_at INTEGER NOT NULL, purged INTEGER NOT NULL DEFAULT 0) STRICT;
  -- What following the ledger has told: one row.
  CREATE TABLE follower (id INTEGER PRIMARY KEY CHECK (id = 1), next_block INTEGER NOT NULL, network TEXT) STRICT;
  CREATE TABLE ledger_exports (
    sequence INTEGER PRIMARY KEY, last_block INTEGER NOT NULL, window_end INTEGER NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE ledger_answers (
    root TEXT PRIMARY KEY, day INTEGER NOT NULL, count INTEGER NOT NULL, sum INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    name TEXT NOT NULL,
    facility TEXT NOT NULL,
    act TEXT NOT NULL,
    case_id TEXT,
    inbox_id INTEGER,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_case ON audit (case_id);
  CREATE INDEX audit_actor ON audit (actor, at);
  CREATE TRIGGER audit_is_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

  CREATE TABLE sessions (
    id_hash BLOB PRIMARY KEY,
    user TEXT NOT NULL,                     -- JSON
    csrf TEXT NOT NULL,
    id_token TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE logins (
    state_hash BLOB PRIMARY KEY,
    verifier TEXT NOT NULL,
    nonce TEXT NOT NULL,
    return_to TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Header hash of the last block that was taken; network is that of block 0.
  ALTER TABLE follower ADD COLUMN header_hash TEXT;
  -- Names under which a private value was ordered, and when last, until a record stands or a purge names them.
  CREATE TABLE left_overs (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  `,
];
