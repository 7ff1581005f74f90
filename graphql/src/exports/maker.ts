import type { Ledger } from '@tallystick/ledger';
import { recordKey } from '@tallystick/protocol';
import type { Logger } from 'pino';
import { asTallystickError } from '../http/errors.ts';
import type { LeftOvers } from '../purge/left-overs.ts';
import type { Follower } from '../read-model/follower.ts';
import type { ReadModel } from '../read-model/store.ts';
import { type Repeating, repeat } from '../repeat.ts';
import { lastWindowEnd, nextExport } from './make.ts';

/** Milliseconds between looks at the clock and, where an export failed, between tries. */
const lookMs = 500;
/** Milliseconds to wait for the own record to come back from the ledger. */
const readBackMs = 10_000;

/**
 * Makes the export of each window once it is over. The record goes to the ledger first; where another maker was faster, its record stands
 * and this replica serves that one.
 */
export function startExportMaker(
  parts: {
    readonly ledger: Ledger;
    readonly model: ReadModel;
    readonly follower: Follower;
    readonly log: Logger;
    readonly leftOvers: Pick<LeftOvers, 'note'>;
  },
  windowSeconds: number,
  ownKeys: readonly string[],
  clock: () => number,
): Repeating {
  const { ledger, model, follower, log, leftOvers } = parts;
  let done = 0;
  return repeat(lookMs, log, async () => {
    const windowEnd = lastWindowEnd(clock(), windowSeconds);
    if (windowEnd <= done || !follower.status().caughtUp) return;
    const next = nextExport(model, windowEnd, windowSeconds, ownKeys);
    if (next.state === 'no-key')
      log.warn('keys wait for export, and this replica does not have the signing key in force');
    if (next.state === 'due') {
      try {
        const name = recordKey.export(next.submission.argument.sequence);
        const { block } = await ledger.submit(next.submission, { ordering: () => leftOvers.note(name) });
        await follower.reached(block, readBackMs);
        log.info({ sequence: next.submission.argument.sequence, block }, 'export recorded');
      } catch (error) {
        const { code } = asTallystickError(error);
        if (code !== 'EXPORT_SUPERSEDED') throw error;
        log.info({ sequence: next.submission.argument.sequence }, 'another maker was faster');
      }
    }
    done = windowEnd;
  });
}
