import { ed25519 } from '@noble/curves/ed25519.js';
import { type Bytes, concat, fromHex, toHex } from '../bytes.ts';
import { canonicalBytes } from '../canonical.ts';
import { TallystickError } from '../errors.ts';
import { label, labelledHash } from '../label.ts';
import {
  type WitnessEnvelope,
  type WitnessKind,
  type WitnessStatement,
  type WitnessStatementOf,
  witnessEnvelope,
  witnessStatement,
} from './statement.ts';

/** Name of a witness key: the first 8 bytes of a labelled SHA-256 over it, hex. */
export function witnessKeyId(publicKey: Uint8Array): string {
  return toHex(labelledHash('witness-key', publicKey).subarray(0, 8));
}

function signedBytes(statement: WitnessStatement): Bytes {
  return concat(label('witness'), canonicalBytes(statement));
}

/**
 * Signs a statement as the Auditor: Ed25519 (RFC 8032) over label('witness') ‖ canonical JSON.
 *
 * @param secretKey - Ed25519 secret key, 32 bytes.
 * @throws ZodError for a statement of another shape: such a one is never signed.
 */
export function signStatement(statement: WitnessStatement, secretKey: Uint8Array): WitnessEnvelope {
  const parsed = witnessStatement.parse(statement);
  return {
    statement: parsed,
    signature: toHex(ed25519.sign(signedBytes(parsed), secretKey)),
    keyId: witnessKeyId(ed25519.getPublicKey(secretKey)),
  };
}

/** What a verifier expects a statement to be about; without it a true statement about something else would pass. */
export interface ExpectedStatement<K extends WitnessKind> {
  readonly kind: K;
  /** Left out where the newest is asked for (`/witness/head`, `/witness/policy/current`). */
  readonly subject?: string;
}

/**
 * Verifies an envelope from anywhere against the Auditor's pinned key and network.
 *
 * @param envelope - anything that JSON can be.
 * @param pinnedKey - Ed25519 public key, 32 bytes.
 * @param network - header hash of block 0, hex.
 * @returns the statement.
 * @throws TallystickError `WITNESS_INVALID` (shape, key or signature), `OTHER_NETWORK`, or `NOT_WITNESSED` when the statement is true
 *   but not about what was asked.
 */
export function verifyStatement(envelope: unknown, pinnedKey: Uint8Array, network: string): WitnessStatement;
export function verifyStatement<K extends WitnessKind>(
  envelope: unknown,
  pinnedKey: Uint8Array,
  network: string,
  expected: ExpectedStatement<K>,
): WitnessStatementOf<K>;
export function verifyStatement(
  envelope: unknown,
  pinnedKey: Uint8Array,
  network: string,
  expected?: ExpectedStatement<WitnessKind>,
): WitnessStatement {
  const parsed = witnessEnvelope.safeParse(envelope);
  if (!parsed.success) throw new TallystickError('WITNESS_INVALID', { cause: parsed.error });
  const { statement, signature, keyId } = parsed.data;
  if (keyId !== witnessKeyId(pinnedKey)) throw new TallystickError('WITNESS_INVALID', { field: 'keyId' });
  // zip215: false, so that every verifier accepts exactly the signatures that RFC 8032 does.
  if (!ed25519.verify(fromHex(signature, 64), signedBytes(statement), pinnedKey, { zip215: false })) {
    throw new TallystickError('WITNESS_INVALID', { field: 'signature' });
  }
  if (statement.network !== network) throw new TallystickError('OTHER_NETWORK');
  if (expected !== undefined && statement.kind !== expected.kind) throw new TallystickError('NOT_WITNESSED');
  if (expected?.subject !== undefined && statement.subject !== expected.subject) {
    throw new TallystickError('NOT_WITNESSED');
  }
  return statement;
}
