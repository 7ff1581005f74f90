import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout.ts';
import { pidOf } from './process-notes.ts';

/** Stands in a node's folder from its making until it has joined the channel. */
const mark = (folder: string): string => join(folder, 'unjoined');

/** Notes that a node is new. */
export const noteUnjoined = (folder: string): void => writeFileSync(mark(folder), '');

/** Notes that a node has joined the channel: from now on its data are the ledger. */
export const noteJoined = (folder: string): void => rmSync(mark(folder), { force: true });

/**
 * Deletes what nodes stored that never joined the channel. A peer or an orderer that is ended in the first moments of its
 * life leaves a database half made, and never starts again with it.
 */
export function forgetUnjoined(layout: Layout): void {
  for (const { name, folder } of [...layout.orderers, ...layout.peers]) {
    if (!existsSync(mark(folder)) || pidOf(layout.folder, name) !== undefined) continue;
    for (const part of ['data', 'ledger', 'etcdraft']) rmSync(join(folder, part), { recursive: true, force: true });
  }
}
