import assert from 'node:assert/strict';
import {
  type ExportArgument,
  encodeStoredPublication,
  firstIntervalOfDay,
  fromHex,
  INTERVALS_PER_DAY,
  SECONDS_PER_DAY,
  type TemporaryExposureKey,
} from '@tallystick/protocol';
import { type NextExport, nextExport } from '../exports/make.ts';
import type { ExportSigningKey } from '../exports/signing-key.ts';
import type { ReadModel } from '../read-model/store.ts';
import { hashOf, type ScriptedTransaction } from './ledger-blocks.ts';

/** UTC day of the window. */
export const day = 20_000;
export const windowSeconds = 600;
export const windowEnd = day * SECONDS_PER_DAY + 3 * windowSeconds;
export const seed = hashOf('seed');
/** P-256 scalar 1: its public key is the curve's generator (SEC 2, 2.4.2). */
export const signer: ExportSigningKey = {
  keyId: 'export-test',
  publicKey:
    '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  secretKey: fromHex(`${'00'.repeat(31)}01`),
};

/** The policy that brings {@link signer} into force. */
export const keyPolicy: ScriptedTransaction = {
  records: [
    {
      type: 'policy',
      kind: 'exportKey',
      version: 1,
      content: { keyId: signer.keyId, publicKey: signer.publicKey },
      proposal: hashOf('proposal'),
      proposedBy: 'AuthorityMSP',
      approvedBy: 'AuditorMSP',
      inForceFrom: 0,
    },
  ],
};

/** A key of a whole day that a name stands for. */
export function key(name: string, ofDay: number): TemporaryExposureKey {
  return {
    key: fromHex(hashOf(name).slice(0, 32)),
    rollingStart: firstIntervalOfDay(ofDay),
    rollingPeriod: INTERVALS_PER_DAY,
  };
}

/** A publication of keys under an authorisation that a name stands for. */
export function publicationOf(name: string, keys: readonly TemporaryExposureKey[]): ScriptedTransaction {
  return {
    records: [
      {
        type: 'publication',
        authorisation: hashOf(name).slice(0, 32),
        digest: hashOf(`${name} digest`),
        signature: '00'.repeat(64),
        purgeAfter: windowEnd + 1_000_000,
      },
    ],
    secrets: [encodeStoredPublication({ salt: hashOf('salt'), keys, reportType: 'CONFIRMED_TEST', onset: day - 2 })],
  };
}

/** The record of an export that is due. */
export function recordOf(next: NextExport, changes: Partial<ExportArgument> = {}): ScriptedTransaction {
  assert.ok(next.state === 'due');
  return {
    records: [{ type: 'export', ...next.submission.argument, ...changes, purgeAfter: windowEnd + 1_000_000 }],
    secrets: [next.submission.private],
    used: ['policy/exportKey/0000000001'],
  };
}

/** The export of a window with a fixed seed. */
export const due = (model: ReadModel, end = windowEnd): NextExport =>
  nextExport(model, end, windowSeconds, [signer.keyId], seed);
