import { type RecordClaim, TallystickError } from '@tallystick/protocol';
import { type Confirmable, isMismatch } from '../domain/confirmation.ts';
import { askEndorsement } from '../net/api.ts';
import { failureCode, Unreachable } from '../net/errors.ts';
import type { PhoneContext } from './context.ts';

/** How something that was sent is confirmed. */
export interface Confirming<R, W> {
  /** Sends it (again): the same request gets its first receipt. */
  readonly receipt: () => Promise<R>;
  /** What the receipt says that stands on the ledger. */
  readonly claim: (receipt: R) => RecordClaim;
  /** The Auditor's word; absent where it makes no statement of this kind. */
  readonly witness?: (receipt: R) => Promise<W>;
}

/**
 * Takes something that was sent as far as it can be confirmed: receipt, then the signatures of two organisations and the Auditor's word,
 * neither of which waits for the other. What was reached is kept either way. After a mismatch everything is asked for anew: nobody
 * knows which of the answers was the lie; it stays a mismatch until everything holds.
 *
 * @param keep - stores it; on disk when the promise resolves.
 * @throws Unreachable, TallystickError: what could not be confirmed is tried again.
 */
export async function confirm<R extends { readonly txId: string }, W, T extends Confirmable<R, W>>(
  context: PhoneContext,
  stored: T,
  by: Confirming<R, W>,
  keep: (reached: T) => Promise<unknown>,
): Promise<void> {
  let reached: T = stored.mismatch === undefined ? stored : unconfirmed(stored);
  try {
    const receipt = reached.receipt ?? (await by.receipt());
    reached = { ...reached, receipt };
    const [endorsers, witness] = await Promise.allSettled([
      reached.endorsedBy ?? endorsersOf(context, receipt.txId, by.claim(receipt)),
      reached.witness ?? by.witness?.(receipt),
    ]);
    if (endorsers.status === 'fulfilled') reached = { ...reached, endorsedBy: endorsers.value };
    if (witness.status === 'fulfilled') reached = { ...reached, witness: witness.value };
    throwGravest([endorsers, witness]);
  } catch (error) {
    const code = failureCode(error);
    const mismatch = isMismatch(code) ? code : stored.mismatch;
    await keep(mismatch === undefined ? reached : { ...reached, mismatch });
    throw error;
  }
  await keep(reached);
}

function unconfirmed<T extends Confirmable<unknown, unknown>>(stored: T): T {
  const { receipt: _, endorsedBy: __, witness: ___, mismatch: ____, ...made } = stored;
  return made as T;
}

/** A failure that shows a lie counts before one that only delays. */
function throwGravest(outcomes: readonly PromiseSettledResult<unknown>[]): void {
  const failures = outcomes.flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw failures.find((failure) => isMismatch(failureCode(failure))) ?? failures[0];
}

/**
 * The organisations whose peers signed the record that a receipt claims, for exactly its transaction: checked on this phone against the
 * pinned roots.
 */
async function endorsersOf({ pins }: PhoneContext, txId: string, claim: RecordClaim): Promise<readonly string[]> {
  const evidence = await askEndorsement(txId);
  if (evidence === null) throw new TallystickError('NOT_FOUND', { field: 'endorsement' });
  // Needed seldom and not at the start: a file of its own, which the service worker keeps for a phone that is offline.
  const { checkEndorsements } = await import('@tallystick/protocol/endorsement').catch((cause: unknown) => {
    throw new Unreachable('server', cause);
  });
  const { organisations, channel } = pins;
  return checkEndorsements(evidence, { organisations, channel, txId, claim }).organisations;
}
