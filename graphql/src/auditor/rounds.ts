import { exportContent } from '@tallystick/protocol';
import { lastExport, lastWindowEnd } from '../exports/make.ts';
import { exportSource } from '../exports/source.ts';
import { overdue, purgedTypes } from '../purge/purger.ts';
import { findBlock } from '../read-model/ledger-rows.ts';
import type { AuditDesk } from './desk.ts';

/** Seconds that a maker has to record a window's export once the window is over, beyond one more window. */
const makingGraceSeconds = 60;

/** Signs, once a window, how far the Auditor has come: a phone that is shown an old state notices it by that. */
export function witnessHead(desk: AuditDesk, windowSeconds: number): void {
  const network = desk.network();
  const block = findBlock(desk.model, desk.model.height() - 1);
  if (network === undefined || block === undefined) return;
  const time = desk.clock();
  const subject = String(Math.floor(time / windowSeconds));
  if (desk.store.find(network, 'head', subject) !== undefined) return;
  const lastExportSequence = lastExport(desk.model)?.sequence ?? null;
  const body = { block: block.number, headerHash: block.headerHash, lastExport: lastExportSequence, time };
  desk.witness({ kind: 'head', subject, body });
}

/** Reports keys that were due in a window long over and that no record releases. */
export function checkWithheld(desk: AuditDesk, windowSeconds: number): void {
  const network = desk.network();
  if (network === undefined) return;
  const windowEnd = lastWindowEnd(desk.clock() - windowSeconds - makingGraceSeconds, windowSeconds);
  const lastBlock = desk.store.lastSeenBefore(network, windowEnd);
  const previous = lastExport(desk.model) ?? null;
  const covered = lastBlock === undefined || (previous !== null && previous.windowEnd >= windowEnd);
  const source = covered ? undefined : exportSource(desk.model);
  const due =
    source !== undefined && lastBlock !== undefined
      ? exportContent(source, {
          previous,
          seed: new Uint8Array(32),
          lastBlock: Math.max(lastBlock, previous?.lastBlock ?? 0),
          windowEnd,
        })
      : null;
  if (due === null) desk.resolve('EXPORT_MISSING', 'window');
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
