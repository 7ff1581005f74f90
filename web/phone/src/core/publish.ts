import {
  authorisationId,
  checkKeys,
  claimOfPublication,
  dayOfInterval,
  intervalAt,
  TallystickError,
  type TemporaryExposureKey,
  verificationKeys,
} from '@tallystick/protocol';
import { keysToSend, offeredDays, publicationRequest } from '../domain/publication.ts';
import { askAuthorisation, publishDiagnosis } from '../net/api.ts';
import { failureCode } from '../net/errors.ts';
import type { StoredPublication, StoredTek } from '../store/schema.ts';
import { confirm } from './confirm.ts';
import type { PhoneContext } from './context.ts';
import { storedTeks } from './keys.ts';

/** Gives the tag the identifiers of a new key; true once the tag has confirmed them, or when nothing broadcasts for this phone. */
export type Confirmation = (replacement: TemporaryExposureKey) => Promise<boolean>;

/** What became of a publication that was asked for. */
export interface Prepared {
  readonly publication: StoredPublication;
  /** Today was chosen, and its key left out: the tag could not confirm the new one. */
  readonly todayLeftOut: boolean;
}

/**
 * Asks the ledger whether a code can be used, before anything is made: a wrong, used, expired or revoked one is said at once.
 *
 * @throws TallystickError `CODE_UNKNOWN`, `CODE_USED`, `CODE_EXPIRED`, `CODE_REVOKED`, and as `parseCode`; Unreachable.
 */
export async function examineCode({ pins }: Pick<PhoneContext, 'pins'>, code: string): Promise<void> {
  const { publicKey } = await verificationKeys(code, pins.channel);
  const found = await askAuthorisation(authorisationId(publicKey));
  if (found === null) throw new TallystickError('CODE_UNKNOWN');
  if (found.status === 'PUBLISHED') throw new TallystickError('CODE_USED');
  if (found.status === 'EXPIRED') throw new TallystickError('CODE_EXPIRED');
  if (found.status === 'REVOKED') throw new TallystickError('CODE_REVOKED');
}

/**
 * Makes a publication and stores its exact request before anything is sent; the code is forgotten with this call. Today's key is
 * ended at the current interval, in the same transaction, once the tag has confirmed the identifiers of the key that follows it.
 *
 * @param chosen - UTC days to share.
 * @throws TallystickError `KEYS_MISSING` when nothing of the chosen days can be shared, and as `checkKeys`.
 */
export async function preparePublication(
  context: PhoneContext,
  code: string,
  chosen: ReadonlySet<number>,
  confirm: Confirmation,
): Promise<Prepared> {
  const { db, clock, pins, random } = context;
  const codeKeys = await verificationKeys(code, pins.channel);
  const teks = await storedTeks(context);
  const interval = intervalAt(clock.now());
  const offered = offeredDays(teks, interval);
  const inUse = offered.find(({ day, today }) => today && chosen.has(day));
  const replacement = replacementKey(interval, random(16));
  const confirmed = inUse !== undefined && (await confirm(replacement));
  const keys = keysToSend(offered, chosen, interval, confirmed);
  checkKeys(keys, { now: clock.platform(), onset: null });
  const request = publicationRequest(codeKeys, pins.channel, keys, random(32));
  const publication: StoredPublication = {
    authorisation: request.authorisation,
    request,
    days: [...new Set(keys.map((key) => dayOfInterval(key.rollingStart)))],
    storedAt: clock.platform(),
  };
  const tx = db.transaction(['publications', 'teks'], 'readwrite', { durability: 'strict' });
  const earlier = await tx.objectStore('publications').get(request.authorisation);
  if (earlier !== undefined && earlier.refused === undefined) {
    await tx.done;
    return { publication: earlier, todayLeftOut: false };
  }
  await tx.objectStore('publications').put(publication);
  if (confirmed) {
    const ended = keys.filter((key) => teks.some((tek) => tek.rollingStart === key.rollingStart));
    for (const tek of ended) await tx.objectStore('teks').put(storable(tek));
    await tx.objectStore('teks').put(storable(replacement));
  }
  await tx.done;
  return { publication, todayLeftOut: inUse !== undefined && !confirmed };
}

function storable({ key, rollingStart, rollingPeriod }: TemporaryExposureKey): StoredTek {
  return { key, rollingStart, rollingPeriod };
}

/** The key from `interval` to the end of its day. */
function replacementKey(interval: number, key: Uint8Array): TemporaryExposureKey {
  return { key: Uint8Array.from(key), rollingStart: interval, rollingPeriod: 144 - (interval % 144) };
}

/** Codes after which the same request can never be accepted. */
const FINAL = new Set(['CODE_UNKNOWN', 'CODE_USED', 'CODE_EXPIRED', 'CODE_REVOKED', 'SIGNATURE_INVALID']);

/**
 * Sends what was prepared and not yet receipted; sent again, the same request gets its first receipt.
 *
 * @throws Unreachable or TallystickError; a refusal for good is stored with its code and not sent again.
 */
export async function sendPublications({ db }: PhoneContext): Promise<void> {
  for (const publication of await db.getAll('publications')) {
    const { receipt, refused, mismatch } = publication;
    if (receipt !== undefined || refused !== undefined || mismatch !== undefined) continue;
    try {
      const { txId, block } = await publishDiagnosis(publication.request);
      await db.put('publications', { ...publication, receipt: { txId, block } });
    } catch (error) {
      const code = failureCode(error);
      const final =
        FINAL.has(code) || code.startsWith('KEY') || code === 'TOO_MANY_KEYS' || code === 'ONSET_IMPLAUSIBLE';
      if (final) await db.put('publications', { ...publication, refused: code });
      throw error;
    }
  }
}

/**
 * Has the publications confirmed that were accepted and are not confirmed yet.
 *
 * @throws the first failure, after every one was tried: what could not be done is tried again.
 */
export async function confirmPublications(context: PhoneContext): Promise<void> {
  let failure: unknown = null;
  for (const publication of await context.db.getAll('publications')) {
    const { receipt, endorsedBy, mismatch, request } = publication;
    // Accepted, or said to be.
    const accepted = receipt !== undefined || mismatch !== undefined;
    if (!accepted || (endorsedBy !== undefined && mismatch === undefined)) continue;
    const by = {
      receipt: async () => {
        const { txId, block } = await publishDiagnosis(request);
        return { txId, block };
      },
      claim: () => claimOfPublication(request),
    };
    try {
      await confirm(context, publication, by, (reached) => context.db.put('publications', reached));
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
}
