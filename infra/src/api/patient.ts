import { randomBytes } from 'node:crypto';
import type { Ledger } from '@tallystick/ledger';
import {
  authorisationId,
  channelName,
  createVerificationCode,
  dayAt,
  encodeSlots,
  firstIntervalOfDay,
  fromHex,
  INTERVALS_PER_DAY,
  publicationDigest,
  signPublication,
  type TemporaryExposureKey,
  toHex,
  type VerificationKeys,
  verificationKeys,
} from '@tallystick/protocol';

/** A patient with a code of the hospital. */
export type Patient = { readonly code: string; readonly keys: VerificationKeys; readonly authorisation: string };

/** What `publishDiagnosis` takes. */
export type PublishInput = Record<'authorisation' | 'digest' | 'signature' | 'salt' | 'keys', string>;

const random = (bytes: number): string => randomBytes(bytes).toString('hex');
const now = (): number => Math.floor(Date.now() / 1000);

/** Keys of the days before yesterday, whose embargo is over. */
export function pastKeys(count: number): TemporaryExposureKey[] {
  return Array.from({ length: count }, (_, i) => ({
    key: Uint8Array.from(randomBytes(16)),
    rollingStart: firstIntervalOfDay(dayAt(now()) - 2 - i),
    rollingPeriod: INTERVALS_PER_DAY,
  }));
}

/** How a diagnosis is authorised; `supersedes` replaces an earlier authorisation. */
type AuthoriseOptions = { readonly expires?: number; readonly supersedes?: string };

/** The hospital authorises a diagnosis for a patient's one-time key; resolves with the authorisation's id. */
export async function authoriseKeys(
  hospital: Ledger,
  keys: VerificationKeys,
  options: AuthoriseOptions = {},
): Promise<string> {
  const authorisation = authorisationId(keys.publicKey);
  await hospital.submit({
    name: 'diagnoses:authorise',
    argument: {
      id: authorisation,
      publicKey: toHex(keys.publicKey),
      expires: options.expires ?? now() + 86_400,
      recordCommitment: random(32),
      ...(options.supersedes === undefined ? {} : { supersedes: options.supersedes }),
    },
    private: { salt: random(32), reportType: 'CONFIRMED_TEST', onset: dayAt(now()) - 3, test: 'pcr' },
  });
  return authorisation;
}

/** The hospital authorises a diagnosis and gives the patient a code. */
export async function authorise(hospital: Ledger, options: AuthoriseOptions = {}): Promise<Patient> {
  const code = createVerificationCode();
  const keys = await verificationKeys(code, channelName);
  return { code, keys, authorisation: await authoriseKeys(hospital, keys, options) };
}

/** The hospital withdraws a diagnosis. */
export async function revoke(hospital: Ledger, authorisation: string): Promise<void> {
  await hospital.submit({
    name: 'diagnoses:revoke',
    argument: { authorisation },
    private: { salt: random(32), reason: 'corrected' },
  });
}

/** The signed request that a patient's phone sends. */
export function publication(patient: Omit<Patient, 'code'>, keys: readonly TemporaryExposureKey[]): PublishInput {
  const salt = randomBytes(32);
  const slots = encodeSlots(keys);
  const digest = publicationDigest(salt, slots);
  const signature = signPublication(patient.keys, {
    channel: channelName,
    authorisation: fromHex(patient.authorisation),
    digest,
  });
  return {
    authorisation: patient.authorisation,
    digest: toHex(digest),
    signature: toHex(signature),
    salt: toHex(salt),
    keys: toHex(slots),
  };
}
