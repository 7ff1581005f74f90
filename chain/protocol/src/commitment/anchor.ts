import { type Batch, batchOf } from './batch.ts';

/**
 * The anchor over commitment roots: leaves are the roots themselves, byte-sorted and distinct. `entries` gives each root's
 * place for its receipt, in the order in which `anchorPrivate.roots` must stand.
 *
 * @param roots - hex, in any order.
 * @throws RangeError for no root or for one that is not 32 bytes.
 */
export function anchorOf(roots: Iterable<string>): Batch {
  return batchOf(roots);
}
