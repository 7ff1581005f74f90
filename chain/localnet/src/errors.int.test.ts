import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProbeNetwork } from './testing/probe-network.ts';
import { skipRecorded } from './testing/recorded.ts';
import { asDeadline, type ErrorRecord, outcomeOf, recordedErrors, recordedOutcome } from './testing/recorded-errors.ts';
import { calls, prepareCalls } from './testing/replay/calls.ts';
import { deliveries } from './testing/replay/deliveries.ts';
import { DIFFERENT } from './testing/replay/differences.ts';
import { events } from './testing/replay/events.ts';
import { failures } from './testing/replay/failures.ts';
import { identities } from './testing/replay/identities.ts';
import { outages } from './testing/replay/outages.ts';
import { type Case, ReplayContext } from './testing/replay/replay-context.ts';
import { statuses } from './testing/replay/statuses.ts';
import { transactions } from './testing/replay/transactions.ts';

const CASES: Record<string, Case> = {
  ...calls,
  ...identities,
  ...transactions,
  ...statuses,
  ...events,
  ...deliveries,
  ...failures,
  ...outages,
};

type Verdict = 'same' | 'different on purpose';

async function replay(context: ReplayContext, record: ErrorRecord): Promise<Verdict> {
  const replayed = CASES[record.scenario] ?? assert.fail('not replayed');
  const recorded = recordedOutcome(record);
  const actual = asDeadline(await outcomeOf(replayed(context, record)), recorded);
  const difference = DIFFERENT.find(({ scenario, call }) => scenario === record.scenario && call === record.call);
  assert.deepEqual(actual, difference ? difference.here(recorded) : recorded);
  if (!difference) return 'same';
  assert.notDeepEqual(actual, recorded, 'it is the same by now: take it from the reviewed list');
  return 'different on purpose';
}

test('every recorded call ends as it was recorded, or differs on purpose', async (t) => {
  if (skipRecorded) return t.skip(skipRecorded);
  const network = await ProbeNetwork.start();
  t.after(() => network.close());
  const context = new ReplayContext(network);
  await prepareCalls(context);
  const verdicts: Record<Verdict, number> = { same: 0, 'different on purpose': 0 };
  const wrong: string[] = [];
  const records = recordedErrors();
  for (const [index, record] of records.entries()) {
    try {
      verdicts[await replay(context, record)] += 1;
    } catch (error) {
      wrong.push(`${index} ${record.scenario} (${record.call}): ${(error as Error).message}`);
    }
  }
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  t.diagnostic(`recorded calls: ${counts.join(', ')}, of ${records.length}`);
  assert.deepEqual(wrong, []);
});
