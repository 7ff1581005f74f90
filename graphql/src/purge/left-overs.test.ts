import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Committed, Submission, SubmitOptions } from '@tallystick/ledger';
import { anchorOf, recordKey, TallystickError, type TransactionName } from '@tallystick/protocol';
import { pino } from 'pino';
import { openWrites } from '../batching/writes.ts';
import { hashOf, modelOf, type ScriptedTransaction } from '../testing/ledger-blocks.ts';
import { purgeLeftOvers } from './left-over-purger.ts';
import { type LeftOvers, openLeftOvers } from './left-overs.ts';

const retentionSeconds = 100;
const channelPolicy: ScriptedTransaction = {
  records: [
    {
      type: 'policy',
      kind: 'channel',
      version: 1,
      content: { retentionSeconds, alignToDay: false, riskDelaySeconds: 0, exportKeyDelaySeconds: 0 },
      proposal: hashOf('proposal'),
      proposedBy: 'AuthorityMSP',
      approvedBy: 'AuditorMSP',
      inForceFrom: 0,
    },
  ],
};
const root = anchorOf([hashOf('root')]).root;
const anchor: ScriptedTransaction = { records: [{ type: 'anchor', root, count: 1, purgeAfter: 2_000_000_000 }] };
const lost = recordKey.publication('aa'.repeat(16));

/** A ledger that remembers what it is given, or fails: what is tested is what is noted and purged. */
class MemoryLedger {
  readonly submitted: Submission<TransactionName>[] = [];
  /** Whether a transaction is endorsed, and so ordered. */
  endorses = true;
  failure: Error | undefined;

  async submit<N extends TransactionName>(submission: Submission<N>, options: SubmitOptions = {}): Promise<Committed> {
    if (this.endorses) await options.ordering?.();
    if (this.failure !== undefined) throw this.failure;
    this.submitted.push(submission as Submission<TransactionName>);
    return { txId: hashOf('transaction'), block: 1, record: undefined };
  }
}

/** Everything for one test, at a time that it sets. */
function scene(scripts: readonly (readonly ScriptedTransaction[])[]): {
  time: { now: number; caughtUp: boolean };
  ledger: MemoryLedger;
  leftOvers: LeftOvers;
  purge(): Promise<unknown>;
  names(): string[];
} {
  const time = { now: 1000, caughtUp: true };
  const ledger = new MemoryLedger();
  const leftOvers = openLeftOvers(':memory:', () => time.now);
  const follower = { status: () => ({ height: 1, caughtUp: time.caughtUp, lag: 0, error: undefined }) };
  const parts = { ledger, model: modelOf(scripts), follower, log: pino({ level: 'silent' }) };
  return {
    time,
    ledger,
    leftOvers,
    purge: () => purgeLeftOvers(parts, leftOvers, () => time.now),
    names: () => leftOvers.oldest().map(({ name }) => name),
  };
}

describe('left-overs of lost races', () => {
  it('are named in one purge when a record would be due, each in its collection, and then forgotten', async () => {
    const { time, ledger, leftOvers, purge, names } = scene([[channelPolicy]]);
    leftOvers.note(lost);
    leftOvers.note(recordKey.anchor(root));
    time.now += retentionSeconds;
    await purge();
    assert.equal(ledger.submitted.length, 0, 'not before its time');
    time.now += 1;
    await purge();
    await purge();
    assert.deepEqual(
      ledger.submitted.map(({ argument }) => argument),
      [
        { collection: 'roots', names: [recordKey.anchor(root)] },
        { collection: 'keys', names: [lost] },
      ],
    );
    assert.deepEqual(names(), []);
  });

  it('are none of those whose record stands: its own purge follows', async () => {
    const { time, ledger, leftOvers, purge, names } = scene([[channelPolicy], [anchor]]);
    leftOvers.note(lost);
    leftOvers.note(recordKey.anchor(root));
    await purge();
    assert.deepEqual(names(), [lost]);
    time.now += retentionSeconds + 1;
    await purge();
    assert.equal(ledger.submitted.length, 1);
  });

  it('wait while the ledger is not read to its end, without a policy, and until a purge succeeds', async () => {
    const { time, ledger, leftOvers, purge, names } = scene([[channelPolicy]]);
    leftOvers.note(lost);
    time.now += retentionSeconds + 1;
    time.caughtUp = false;
    await purge();
    time.caughtUp = true;
    ledger.failure = new TallystickError('LEDGER_UNAVAILABLE');
    await assert.rejects(purge(), { code: 'LEDGER_UNAVAILABLE' });
    assert.deepEqual(names(), [lost]);
    const unruled = scene([[anchor]]);
    unruled.leftOvers.note(lost);
    unruled.time.now += 1_000_000;
    await unruled.purge();
    assert.deepEqual(unruled.names(), [lost]);
  });

  it('are counted from the last time, and outlast a restart', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tallystick-left-overs-'));
    const file = join(folder, 'left-overs.sqlite');
    let now = 5;
    const before = openLeftOvers(file, () => now);
    before.note(lost);
    now = 9;
    before.note(lost);
    before.close();
    const after = openLeftOvers(file, () => now);
    assert.deepEqual(after.oldest(), [{ name: lost, at: 9 }]);
    after.close();
    rmSync(folder, { recursive: true });
  });

  it('are noted by every write that was ordered, and by none that was refused before', async () => {
    const { ledger, leftOvers, names } = scene([]);
    const writes = openWrites(ledger, modelOf([]), { reached: async () => true }, leftOvers);
    const publish = (authorisation: string): Promise<unknown> =>
      writes.publishDiagnosis(
        { authorisation, digest: hashOf('digest'), signature: 'ef'.repeat(64) },
        { salt: hashOf('salt'), keys: '00'.repeat(720) },
      );
    ledger.failure = new TallystickError('CODE_REVOKED');
    await assert.rejects(publish('aa'.repeat(16)), { code: 'CODE_REVOKED' });
    ledger.endorses = false;
    await assert.rejects(publish('bb'.repeat(16)), { code: 'CODE_REVOKED' });
    assert.deepEqual(names(), [lost]);
    ledger.endorses = true;
    ledger.failure = undefined;
    await writes.commitEncounters(hashOf('root'));
    const { answersRoot } = await writes.acknowledgeExposure({ day: 20_000, id: 'cc'.repeat(16), bit: 1 });
    assert.deepEqual(new Set(names()), new Set([lost, recordKey.anchor(root), recordKey.answers(answersRoot)]));
  });
});
