import { randomBytes } from 'node:crypto';
import type { Submission } from '@tallystick/ledger';
import {
  anchorOf,
  answerBatchOf,
  authorisationId,
  channelName,
  createTemporaryExposureKey,
  createVerificationCode,
  dayAt,
  type ExportArgument,
  encodeSlots,
  firstIntervalOfDay,
  fromHex,
  publicationDigest,
  signPublication,
  type TemporaryExposureKey,
  toHex,
  type VerificationKeys,
  verificationKeys,
} from '@tallystick/protocol';

/** Random bytes as hex. */
export const random = (bytes = 32): string => randomBytes(bytes).toString('hex');
/** Unix seconds now. */
export const now = (): number => Math.floor(Date.now() / 1000);

/** An anchor over a number of made-up commitments. */
export function anchor(count = 3): Submission<'encounters:anchor'> {
  const { root, entries } = anchorOf(Array.from({ length: count }, () => random()));
  const roots = entries.map(({ value }) => value);
  return { name: 'encounters:anchor', argument: { root, count }, private: { salt: random(), roots } };
}

/** A patient with a code in hand and keys of the last days. */
export type Patient = {
  readonly id: string;
  readonly authorise: Submission<'diagnoses:authorise'>;
  readonly publish: Submission<'diagnoses:publish'>;
  readonly revoke: Submission<'diagnoses:revoke'>;
  readonly keys: readonly TemporaryExposureKey[];
};

function publication(id: string, keys: VerificationKeys, slots: Uint8Array): Submission<'diagnoses:publish'> {
  const salt = random();
  const digest = publicationDigest(fromHex(salt), slots);
  const signature = signPublication(keys, { channel: channelName, authorisation: fromHex(id), digest });
  return {
    name: 'diagnoses:publish',
    argument: { authorisation: id, digest: toHex(digest), signature: toHex(signature) },
    private: { salt, keys: toHex(slots) },
  };
}

/** A patient whose code and keys are random. */
export async function patient(): Promise<Patient> {
  const oneTime = await verificationKeys(createVerificationCode(), channelName);
  const id = authorisationId(oneTime.publicKey);
  const today = dayAt(now());
  const keys = [3, 2].map((days) => createTemporaryExposureKey(firstIntervalOfDay(today - days)));
  return {
    id,
    keys,
    authorise: {
      name: 'diagnoses:authorise',
      argument: {
        id,
        publicKey: toHex(oneTime.publicKey),
        expires: now() + 86_400,
        recordCommitment: random(),
      },
      private: { salt: random(), reportType: 'CONFIRMED_TEST', onset: today - 3, test: 'PCR' },
    },
    publish: publication(id, oneTime, encodeSlots(keys)),
    revoke: {
      name: 'diagnoses:revoke',
      argument: { authorisation: id },
      private: { salt: random(), reason: 'amended' },
    },
  };
}

/** The record of an export, as far as the contract looks at it. */
export function exportRecord(
  argument: Pick<ExportArgument, 'sequence' | 'previous' | 'firstBlock' | 'lastBlock' | 'keyId'>,
): Submission<'exports:record'> {
  const windowEnd = now();
  return {
    name: 'exports:record',
    argument: {
      ...argument,
      windowStart: windowEnd - 1,
      windowEnd,
      sha256: random(),
      real: 2,
      padding: 138,
      revised: 0,
    },
    private: { salt: random(), seed: random() },
  };
}

/** A batch of answers for yesterday. */
export function answers(bits: readonly (0 | 1)[]): Submission<'acknowledgements:record'> {
  const day = dayAt(now()) - 1;
  const batch = answerBatchOf(bits.map((bit) => ({ day, id: random(16), bit })));
  const { root, count, sum } = batch;
  return {
    name: 'acknowledgements:record',
    argument: { day, root, count, sum },
    private: { salt: random(), answers: [...batch.answers] },
  };
}
