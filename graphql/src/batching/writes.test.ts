import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Committed, Ledger, Submission, SubmitOptions } from '@tallystick/ledger';
import { type Answer, anchorOf, recordKey, TallystickError, type TransactionName } from '@tallystick/protocol';
import { type LeftOvers, openLeftOvers } from '../purge/left-overs.ts';
import { openReadModel } from '../read-model/store.ts';
import { hashOf } from '../testing/ledger-blocks.ts';
import { openWrites, type Writes } from './writes.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-writes-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A ledger that orders everything and of whose outcome nobody hears as long as it is told so. */
class SilentLedger implements Pick<Ledger, 'submit'> {
  readonly ordered: string[] = [];
  silent = true;

  async submit<N extends TransactionName>(submission: Submission<N>, options: SubmitOptions = {}): Promise<Committed> {
    await options.ordering?.();
    this.ordered.push((submission.argument as { root: string }).root);
    if (this.silent) throw new TallystickError('LEDGER_TIMEOUT');
    return { txId: hashOf('transaction'), block: 1, record: undefined };
  }
}

function writesOver(ledger: SilentLedger, leftOvers: LeftOvers): Writes {
  return openWrites(ledger, openReadModel(':memory:'), { reached: () => Promise.resolve(true) }, leftOvers);
}

const timeout = (error: unknown): boolean => error instanceof TallystickError && error.code === 'LEDGER_TIMEOUT';
const roots = ['one', 'two', 'three'].map(hashOf);

describe('what was ordered and of which no outcome was heard', () => {
  it('goes in the very same batch when one of its commitments is asked for again, also after a restart', async () => {
    const file = join(folder, 'commitments.sqlite');
    const ledger = new SilentLedger();
    const first = openLeftOvers(file, () => 1000);
    const writes = writesOver(ledger, first);
    await Promise.all(roots.map((root) => assert.rejects(writes.commitEncounters(root), timeout)));
    const together = anchorOf(roots).root;
    assert.deepEqual(ledger.ordered, [together]);
    await assert.rejects(writes.commitEncounters(roots[1]!), timeout);
    assert.deepEqual(ledger.ordered, [together, together]);
    first.close();

    const second = openLeftOvers(file, () => 1000);
    const restarted = writesOver(ledger, second);
    await Promise.all([0, 2].map((at) => assert.rejects(restarted.commitEncounters(roots[at]!), timeout)));
    assert.deepEqual(ledger.ordered, [together, together, together], 'asked for by two at once it is sent once');
    // Once it stands and is forgotten, the receipt is the read model's; what is new goes in a batch of its own.
    second.forget([recordKey.anchor(together)]);
    assert.equal(second.batchWith(roots[0]!), undefined);
    ledger.silent = false;
    const other = hashOf('four');
    assert.equal((await restarted.commitEncounters(other)).anchorRoot, anchorOf([other]).root);
    second.close();
    const third = openLeftOvers(file, () => 1000);
    assert.equal(third.batchWith(roots[0]!), undefined, 'forgotten for good');
    third.close();
  });

  it('goes in the very same batch of answers', async () => {
    const ledger = new SilentLedger();
    const writes = writesOver(
      ledger,
      openLeftOvers(':memory:', () => 1000),
    );
    const answers = ['aa', 'bb'].map((id): Answer => ({ day: 20_000, id: id.repeat(16), bit: 1 }));
    await Promise.all(answers.map((answer) => assert.rejects(writes.acknowledgeExposure(answer), timeout)));
    await assert.rejects(writes.acknowledgeExposure(answers[0]!), timeout);
    assert.equal(ledger.ordered.length, 2);
    assert.equal(ledger.ordered[0], ledger.ordered[1]);
  });
});
