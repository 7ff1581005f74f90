import { randomBytes } from 'node:crypto';
import type { Submission } from '@tallystick/ledger';
import { type ExportRecord, exportBin, exportContent, fromHex, policyInForce } from '@tallystick/protocol';
import { exportKeyPolicies } from '../read-model/policies.ts';
import { lastRecordOfType } from '../read-model/rows.ts';
import type { ReadModel } from '../read-model/store.ts';
import { sha256Hex } from '../sha256.ts';
import { exportSource } from './source.ts';

/** Unix seconds at which the window that was last complete at `now` ended. */
export function lastWindowEnd(now: number, windowSeconds: number): number {
  return Math.floor(now / windowSeconds) * windowSeconds;
}

/** The newest export record: each follows the one before, so it is the last on the ledger. */
export function lastExport(model: ReadModel): ExportRecord | undefined {
  return lastRecordOfType(model, 'export')?.record;
}

/**
 * The last block that belongs to windows up to `windowEnd`: none of its transactions, and none before it, says that it was made later. So a
 * maker that comes late (after a restart, say) releases nothing before its time; claims only decide between this window and the next.
 */
function lastBlockOf(model: ReadModel, firstBlock: number, windowEnd: number): number {
  const later = model.db
    .prepare('SELECT min(block) AS block FROM transactions WHERE block >= ? AND timestamp > ? AND validation_code = 0')
    .get(firstBlock, windowEnd)?.block;
  return later === null || later === undefined ? model.height() - 1 : Number(later) - 1;
}

/** What the next export would be, or why there is none. */
export type NextExport =
  | { readonly state: 'due'; readonly submission: Submission<'exports:record'> }
  | { readonly state: 'nothing' | 'no-key' };

/**
 * The record of the window that ends at `windowEnd`.
 *
 * @param ownKeys - names of the keys that this replica can sign with.
 * @param seed - 32 bytes hex; random unless a test fixes it.
 */
export function nextExport(
  model: ReadModel,
  windowEnd: number,
  windowSeconds: number,
  ownKeys: readonly string[],
  seed: string = randomBytes(32).toString('hex'),
): NextExport {
  const previous = lastExport(model);
  if (previous !== undefined && previous.windowEnd >= windowEnd) return { state: 'nothing' };
  const firstBlock = previous === undefined ? 0 : previous.lastBlock + 1;
  const lastBlock = lastBlockOf(model, firstBlock, windowEnd);
  if (lastBlock < firstBlock) return { state: 'nothing' };
  const content = exportContent(exportSource(model), {
    previous: previous ?? null,
    seed: fromHex(seed, 32),
    lastBlock,
    windowEnd,
  });
  if (content === null) return { state: 'nothing' };
  const key = policyInForce(
    exportKeyPolicies(model).map(({ record }) => record),
    windowEnd,
  );
  // Whoever records an export must be able to sign its file.
  if (key === undefined || !ownKeys.includes(key.content.keyId)) return { state: 'no-key' };
  const windowStart = Math.max(previous?.windowEnd ?? 0, windowEnd - windowSeconds);
  const { keyId } = key.content;
  const bin = exportBin(content, { windowStart, windowEnd, keyId, keyVersion: key.version });
  return {
    state: 'due',
    submission: {
      name: 'exports:record',
      argument: {
        sequence: (previous?.sequence ?? 0) + 1,
        previous: previous?.sha256 ?? null,
        windowStart,
        windowEnd,
        firstBlock,
        lastBlock,
        sha256: sha256Hex(bin),
        real: content.real,
        padding: content.padding,
        revised: content.revised.length,
        keyId,
      },
      private: { salt: randomBytes(32).toString('hex'), seed },
    },
  };
}
