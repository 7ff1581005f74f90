import { type ExportContent, exportContent } from '@tallystick/protocol';
import { lastExport, lastWindowEnd } from '../exports/make.ts';
import { exportSource } from '../exports/source.ts';
import { overdue, purgedTypes } from '../purge/purger.ts';
import { findBlock } from '../read-model/ledger-rows.ts';
import type { AuditDesk } from './desk.ts';
import { type FetchExport, witnessExports } from './exports.ts';

/** Seconds that a maker has to record a window's export once the window is over, beyond one more window. */
export const makingGraceSeconds = 60;
/** Seconds between two tries to get a file that is not there yet. */
const retrySeconds = 2;

/** Signs, once a window, how far the Auditor has come: a phone that is shown an old state notices it by that. */
export function witnessHead(desk: AuditDesk, windowSeconds: number): void {
  const network = desk.network();
  const block = findBlock(desk.model, desk.model.height() - 1);
  if (network === undefined || block === undefined) return;
  const time = desk.clock();
  const subject = String(Math.floor(time / windowSeconds));
  if (desk.store.find(network, 'head', subject) !== undefined) return;
  const lastSequence = lastExport(desk.model)?.sequence ?? null;
  const body = { block: block.number, headerHash: block.headerHash, lastExport: lastSequence, time };
  desk.witness({ kind: 'head', subject, body });
}

/** What should have been exported in the windows up to `windowEnd` and is in no record; null when nothing is. */
function withheld(desk: AuditDesk, network: string, windowEnd: number): ExportContent | null {
  const lastBlock = desk.store.lastSeenBefore(network, windowEnd);
  const previous = lastExport(desk.model) ?? null;
  if (lastBlock === undefined || (previous !== null && previous.windowEnd >= windowEnd)) return null;
  return exportContent(exportSource(desk.model), {
    previous,
    // Padding does not matter here.
    seed: new Uint8Array(32),
    lastBlock: Math.max(lastBlock, previous?.lastBlock ?? 0),
    windowEnd,
  });
}

/** Reports keys that were due in a window long over and that no record releases. */
export function checkWithheld(desk: AuditDesk, windowSeconds: number): void {
  const network = desk.network();
  if (network === undefined) return;
  const windowEnd = lastWindowEnd(desk.clock() - windowSeconds - makingGraceSeconds, windowSeconds);
  if (withheld(desk, network, windowEnd) === null) desk.resolve('EXPORT_MISSING', 'window');
  else desk.report('EXPORT_MISSING', 'window', 'Keys that were due have not been exported in the window after.');
}

/** Reports private values that should have been purged, by collection. */
export function checkPurges(desk: AuditDesk, graceSeconds: number): void {
  const late = overdue(desk.model, purgedTypes, desk.clock() - graceSeconds);
  for (const collection of ['keys', 'roots', 'authorisations'] as const) {
    const names = late.get(collection);
    if (names === undefined) desk.resolve('PURGE_OVERDUE', collection);
    else desk.report('PURGE_OVERDUE', collection, `${names.length} private values should have been purged.`);
  }
}

/** What the Auditor does again and again; the dear parts only when something may have changed. */
export function auditRounds(
  desk: AuditDesk,
  fetchExport: FetchExport,
  settings: {
    readonly windowSeconds: number;
    readonly purgeGraceSeconds: number;
    readonly servingGraceSeconds: number;
  },
): () => Promise<void> {
  let height = -1;
  let pending = 0;
  let triedAt = 0;
  let lookedAt = 0;
  return async () => {
    const now = desk.clock();
    if (desk.model.height() !== height || (pending > 0 && now - triedAt >= retrySeconds)) {
      height = desk.model.height();
      triedAt = now;
      pending = await witnessExports(desk, fetchExport, settings.servingGraceSeconds);
    }
    witnessHead(desk, settings.windowSeconds);
    if (now - lookedAt < Math.min(settings.windowSeconds, makingGraceSeconds)) return;
    lookedAt = now;
    checkWithheld(desk, settings.windowSeconds);
    checkPurges(desk, settings.purgeGraceSeconds);
  };
}
