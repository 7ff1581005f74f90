/** Asking the ledger to revoke what was authorised for a case. */
import { randomBytes } from 'node:crypto';
import { canonicalJson } from '@tallystick/protocol';
import type { Store } from '../store/store.ts';
import { isFinal } from './outbox-worker.ts';

/**
 * Puts a revocation into the outbox for every authorisation of a case that still counts; returns how many.
 * Joins the caller's transaction.
 * @param reasonCode stable code: the words of a person or laboratory stay in this store
 */
export function requestRevocation(store: Store, caseId: string, reasonCode: string, at: number): number {
  const counting = store.authorisations
    .ofCase(caseId)
    .filter((found) => found.revokeAskedAt === undefined && found.supersededBy === undefined && !found.revoked);
  for (const { id } of counting) {
    store.authorisations.markRevokeAsked(id, at);
    if (forgetRefused(store, id)) continue;
    const secret = { salt: randomBytes(32).toString('hex'), reason: reasonCode };
    store.outbox.put('revoke', id, canonicalJson({ authorisation: id }), canonicalJson(secret), at);
  }
  return counting.length;
}

/** Forgets an authorisation that the ledger has refused for good; true when it was one. Joins the caller's transaction. */
export function forgetRefused(store: Store, id: string): boolean {
  const dead = store.outbox.deadOf(id);
  if (dead?.kind !== 'authorise' || !isFinal(dead.errorCode)) return false;
  store.outbox.drop(id);
  return true;
}
