import { z } from 'zod';
import { exportArgument } from '../ledger/exports.ts';
import { blockNumber, digest, hexBytes, keyName, unixSeconds } from '../ledger/fields.ts';

/** Fields of every statement. */
const base = {
  v: z.literal(1),
  /** Header hash of block 0: a statement about one network means nothing on another. */
  network: digest,
  /** Auditor's own time of signing, where it says anything. */
  issuedAt: unixSeconds.optional(),
};

/** Where something stands on the ledger, and when the Auditor first saw that block; null when it caught up with it later. */
const seenRoot = z.strictObject({
  root: digest,
  block: blockNumber,
  headerHash: digest,
  firstSeen: unixSeconds.nullable(),
});

const { sequence, sha256, previous, windowStart, windowEnd, lastBlock, real, padding, revised, keyId } =
  exportArgument.shape;

/** An anchor is on the ledger. Subject: its root. */
const anchorStatement = z.strictObject({ ...base, kind: z.literal('anchor'), subject: digest, body: seenRoot });

/** A batch of answers is on the ledger. Subject: its root. */
const answersStatement = z.strictObject({ ...base, kind: z.literal('answers'), subject: digest, body: seenRoot });

/** An export is recorded, and the Auditor has rebuilt its file. Subject: its sequence, decimal. */
const exportStatement = z.strictObject({
  ...base,
  kind: z.literal('export'),
  subject: z.string().regex(/^[1-9]\d{0,9}$/),
  body: z.strictObject({
    sequence,
    sha256,
    previous,
    windowStart,
    windowEnd,
    lastBlock,
    real,
    padding,
    revised,
    keyId,
    block: blockNumber,
  }),
});

/** A risk policy is in force. Subject: `risk/<version>`. */
const policyStatement = z.strictObject({
  ...base,
  kind: z.literal('policy'),
  subject: z.string().regex(/^risk\/[1-9]\d{0,9}$/),
  body: z.strictObject({
    kind: z.literal('risk'),
    version: z.int().min(1),
    /** SHA-256 over the canonical JSON of the content. */
    sha256: digest,
    inForceFrom: unixSeconds,
  }),
});

/** An export signing key is in force. Subject: its name. */
const exportKeyStatement = z.strictObject({
  ...base,
  kind: z.literal('exportKey'),
  subject: keyName,
  body: z.strictObject({ keyId: keyName, publicKey: z.string().regex(/^04[0-9a-f]{128}$/), version: z.int().min(1) }),
});

/** The newest that the Auditor knows, once a window. Subject: the window's number, decimal. */
const headStatement = z.strictObject({
  ...base,
  kind: z.literal('head'),
  subject: z.string().regex(/^\d{1,10}$/),
  body: z.strictObject({
    block: blockNumber,
    headerHash: digest,
    /** Sequence of the last export record, null before the first. */
    lastExport: sequence.nullable(),
    time: unixSeconds,
  }),
});

const anyStatement = z.discriminatedUnion('kind', [
  anchorStatement,
  answersStatement,
  exportStatement,
  policyStatement,
  exportKeyStatement,
  headStatement,
]);
export type WitnessStatement = z.infer<typeof anyStatement>;
export type WitnessKind = WitnessStatement['kind'];

/** The statement of one kind. */
export type WitnessStatementOf<K extends WitnessKind> = Extract<WitnessStatement, { kind: K }>;

/** The subject that a statement's body speaks of (a head's is its window, which the body does not hold). */
function subjectOf(statement: WitnessStatement): string {
  switch (statement.kind) {
    case 'anchor':
    case 'answers':
      return statement.body.root;
    case 'export':
      return String(statement.body.sequence);
    case 'policy':
      return `risk/${statement.body.version}`;
    case 'exportKey':
      return statement.body.keyId;
    case 'head':
      return statement.subject;
  }
}

/** What the Auditor signs, by kind. The subject must be the one that the body speaks of. */
export const witnessStatement = anyStatement.refine((statement) => statement.subject === subjectOf(statement), {
  message: 'the subject is not the one of the body',
  path: ['subject'],
});

/** A statement with its signature, as it stands at `/witness/<kind>/<subject>`. */
export const witnessEnvelope = z.strictObject({
  statement: witnessStatement,
  /** Ed25519 over label('witness') ‖ canonical JSON of the statement. */
  signature: hexBytes(64),
  /** {@link witnessKeyId} of the signing key. */
  keyId: hexBytes(8),
});
export type WitnessEnvelope = z.infer<typeof witnessEnvelope>;
