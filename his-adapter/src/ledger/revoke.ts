/** Asking the ledger to revoke what was authorised for a case. */
import { randomBytes } from 'node:crypto';
import { canonicalJson } from '@tallystick/protocol';
import type { Store } from '../store/store.ts';

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
    const secret = { salt: randomBytes(32).toString('hex'), reason: reasonCode };
    store.outbox.put('revoke', id, canonicalJson({ authorisation: id }), canonicalJson(secret), at);
    store.authorisations.markRevokeAsked(id, at);
  }
  return counting.length;
}
