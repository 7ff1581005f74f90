import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { FollowOptions, LedgerBlock } from '@tallystick/ledger';
import { TallystickError } from '@tallystick/protocol';
import { pino } from 'pino';
import { hashOf, scriptedBlocks } from '../testing/ledger-blocks.ts';
import { type Follower, followLedger } from './follower.ts';
import { readModelVersion } from './schema.ts';
import { openReadModel, type ReadModel } from './store.ts';

const log = pino({ level: 'silent' });
const until = async (condition: () => boolean): Promise<void> => {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'waited too long');
    await new Promise((done) => setTimeout(done, 5));
  }
};

/** A ledger whose blocks come when the test says so. Only following is there: nothing else is asked of it. */
class ScriptedLedger {
  readonly blocksSoFar: LedgerBlock[] = [];
  readonly starts: number[] = [];
  #wake = Promise.withResolvers<void>();
  #options: FollowOptions | undefined;
  #failure: Error | undefined;

  push(...blocks: LedgerBlock[]): void {
    this.blocksSoFar.push(...blocks);
    this.#stir();
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#stir();
  }

  holdUp(): void {
    this.#options?.onWaiting?.({ code: 'LEDGER_UNAVAILABLE', block: 0, peer: 'AuthorityMSP', message: '' });
  }

  #stir(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  height(): Promise<number> {
    return Promise.resolve(this.blocksSoFar.length);
  }

  async *blocks(from: number, options: FollowOptions = {}): AsyncGenerator<LedgerBlock> {
    this.starts.push(from);
    this.#options = options;
    options.signal?.addEventListener('abort', () => this.#stir());
    for (let next = from; options.signal?.aborted !== true; ) {
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure !== undefined) throw failure;
      const block = this.blocksSoFar[next];
      if (block === undefined) await this.#wake.promise;
      else {
        next += 1;
        yield block;
      }
    }
  }
}

function follow(model: ReadModel, ledger: ScriptedLedger, live: boolean[] = []): Follower {
  return followLedger(ledger, model, log, { arrived: (_, isLive) => live.push(isLive) });
}

describe('following the ledger', () => {
  it('is caught up once there is nothing more, and tells what came live', async () => {
    const blocks = scriptedBlocks([[], [], []]);
    const ledger = new ScriptedLedger();
    const model = openReadModel(':memory:');
    const live: boolean[] = [];
    ledger.push(...blocks.slice(0, 2));
    const follower = follow(model, ledger, live);
    assert.equal(follower.status().caughtUp, false);
    await until(() => follower.status().caughtUp);
    assert.deepEqual([follower.status().height, follower.status().lag], [2, 0]);
    const reached = follower.reached(2, 5_000);
    ledger.push(blocks[2]!);
    assert.equal(await reached, true);
    assert.equal(await follower.reached(3, 20), false);
    assert.deepEqual(live, [false, false, true]);
    await follower.stop();
  });

  it('is caught up at the height that the peer had, although blocks never stop coming', async () => {
    const blocks = scriptedBlocks(Array.from({ length: 200 }, () => []));
    const ledger = new ScriptedLedger();
    const live: boolean[] = [];
    ledger.push(...blocks.slice(0, 100));
    const follower = follow(openReadModel(':memory:'), ledger, live);
    const caughtUp: number[] = [];
    // Much faster than the silence from which one could conclude that there is nothing more.
    for (const block of blocks.slice(100)) {
      ledger.push(block);
      await until(() => follower.status().height > block.number);
      if (follower.status().caughtUp) caughtUp.push(block.number);
    }
    assert.ok(caughtUp.length > 90, `caught up at ${caughtUp[0]}`);
    assert.ok(
      live.slice(0, 100).every((each) => !each),
      'the past is not live',
    );
    assert.equal(live.at(-1), true);
    await follower.stop();
  });

  it('is not caught up while no peer can deliver, and what comes then is not live', async () => {
    const blocks = scriptedBlocks([[], []]);
    const ledger = new ScriptedLedger();
    const live: boolean[] = [];
    ledger.push(blocks[0]!);
    const follower = follow(openReadModel(':memory:'), ledger, live);
    await until(() => follower.status().caughtUp);
    ledger.holdUp();
    assert.deepEqual([follower.status().caughtUp, follower.status().error], [false, 'LEDGER_UNAVAILABLE']);
    ledger.push(blocks[1]!);
    await until(() => follower.status().height === 2);
    assert.deepEqual(live, [false, false]);
    await until(() => follower.status().caughtUp);
    assert.equal(follower.status().error, undefined);
    await follower.stop();
  });

  it('opens a failed stream again at the same block', async () => {
    const blocks = scriptedBlocks([[], []]);
    const ledger = new ScriptedLedger();
    const model = openReadModel(':memory:');
    ledger.push(blocks[0]!);
    const follower = follow(model, ledger);
    await until(() => model.height() === 1);
    ledger.fail(new TallystickError('PRIVATE_DATA_MISSING'));
    await until(() => follower.status().error === 'PRIVATE_DATA_MISSING');
    ledger.push(blocks[1]!);
    await until(() => model.height() === 2);
    assert.deepEqual(ledger.starts, [0, 1]);
    await follower.stop();
  });

  it('has its file to itself', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tallystick-model-'));
    const file = join(folder, 'model.sqlite');
    const model = openReadModel(file);
    assert.throws(() => openReadModel(file, 10), { name: 'ConfigurationError', message: /DATA_DIR of its own/ });
    model.close();
    openReadModel(file, 10).close();
    rmSync(folder, { recursive: true });
  });

  it('empties a model of another network or another version, and fills it again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tallystick-model-'));
    const file = join(folder, 'model.sqlite');
    const ledger = new ScriptedLedger();
    ledger.push(...scriptedBlocks([[], []]));
    const followOnce = async (): Promise<void> => {
      const model = openReadModel(file);
      const follower = follow(model, ledger);
      await until(() => model.height() === 2 && model.network() === ledger.blocksSoFar[0]?.headerHash);
      await follower.stop();
      model.close();
    };
    await followOnce();
    ledger.blocksSoFar[0] = { ...ledger.blocksSoFar[0]!, headerHash: hashOf('another beginning') };
    ledger.blocksSoFar[1] = { ...ledger.blocksSoFar[1]!, previousHash: hashOf('another beginning') };
    await followOnce();
    const old = openReadModel(file);
    assert.equal(old.height(), 2);
    old.db.exec(`PRAGMA user_version = ${readModelVersion + 1}`);
    old.close();
    const reopened = openReadModel(file);
    assert.equal(reopened.height(), 0);
    reopened.close();
    rmSync(folder, { recursive: true });
  });
});
