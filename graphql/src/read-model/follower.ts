import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger, LedgerBlock, Waiting } from '@tallystick/ledger';
import { TallystickError } from '@tallystick/protocol';
import type { Logger } from 'pino';
import { blockApplier } from './apply.ts';
import type { ReadModel } from './store.ts';

/** Milliseconds without a block after which the follower counts as having caught up. */
const idleMs = 250;
/** Milliseconds for which silence means nothing once a peer could not deliver: longer than the ledger port pauses between tries. */
const holdMs = 7_000;
/** Milliseconds before a stream that failed is opened again. */
const retryMs = 500;

/** How far a follower has come. */
export type FollowerStatus = {
  readonly height: number;
  /** Whether the ledger had nothing more the last time that it was asked. */
  readonly caughtUp: boolean;
  /** Seconds since it has not been caught up, 0 when it is. */
  readonly lag: number;
  /** Stable code of the error that stops it at the moment. */
  readonly error: string | undefined;
};

/** What may be done around each block. */
export type BlockHooks = {
  /** Before its rows are written; `live` unless the follower is catching up with the past. */
  readonly arrived?: (block: LedgerBlock, live: boolean) => void;
  /** After its rows are written. */
  readonly applied?: (block: LedgerBlock) => void;
};

/** Keeps a read model up to date with its ledger. */
export type Follower = {
  status(): FollowerStatus;
  /** Resolves once the block's rows are there; false when that takes longer than `timeoutMs`. */
  reached(block: number, timeoutMs: number): Promise<boolean>;
  stop(): Promise<void>;
};

type Waiter = { readonly block: number; readonly done: () => void };

/**
 * Follows the ledger from the model's checkpoint, for ever: a stream that ends or fails (private data missing, peer gone) is opened
 * again at the same block, nothing is skipped. A model of another network is emptied first.
 */
export function followLedger(
  ledger: Pick<Ledger, 'blocks' | 'height'>,
  model: ReadModel,
  log: Logger,
  hooks: BlockHooks = {},
): Follower {
  const stopping = new AbortController();
  const apply = blockApplier(model);
  const waiters = new Set<Waiter>();
  let behindSince: number | undefined = Date.now();
  let heldUntil = 0;
  let error: string | undefined;
  /** Height that the peer had when it was asked: who is that far has caught up, however fast blocks go on coming. */
  let goal: { height: number } | undefined;

  const isBehind = (): void => {
    behindSince ??= Date.now();
    goal = undefined;
  };
  const hasCaughtUp = (): void => {
    behindSince = undefined;
    error = undefined;
  };
  /** Asks once, as soon as blocks come: under a steady load there is no silence from which to conclude anything. */
  const lookForGoal = (): void => {
    if (behindSince === undefined) return;
    if (goal !== undefined) {
      if (model.height() >= goal.height) hasCaughtUp();
      return;
    }
    const asked = { height: Number.POSITIVE_INFINITY };
    goal = asked;
    ledger.height().then(
      (height) => {
        asked.height = height;
      },
      () => {
        if (goal === asked) goal = undefined;
      },
    );
  };

  const handle = (block: LedgerBlock): void => {
    hooks.arrived?.(block, behindSince === undefined);
    apply(block);
    heldUntil = 0;
    error = undefined;
    lookForGoal();
    hooks.applied?.(block);
    for (const waiter of waiters) if (waiter.block <= block.number) waiter.done();
  };

  /** Reads one stream until it ends; being made to wait means that there is nothing more for now. */
  const readStream = async (): Promise<void> => {
    const options = {
      signal: stopping.signal,
      ...knownHistory(model),
      onWaiting: (waiting: Waiting): void => {
        isBehind();
        heldUntil = Date.now() + holdMs;
        if (waiting.code !== error) log.warn({ code: waiting.code, block: waiting.block }, 'waiting for the ledger');
        error = waiting.code;
      },
    };
    const stream = ledger.blocks(model.height(), options)[Symbol.asyncIterator]();
    for (;;) {
      const idle = setInterval(() => {
        // Every ledger has a block 0: a silence before it is a slow start, not an end.
        if (Date.now() < heldUntil || model.height() === 0) return;
        hasCaughtUp();
      }, idleMs);
      const next = await stream.next().finally(() => clearInterval(idle));
      if (next.done === true) return;
      handle(next.value);
    }
  };

  const run = async (): Promise<void> => {
    let checked = false;
    while (!stopping.signal.aborted) {
      try {
        if (!checked) await sameNetwork(ledger, model, log, stopping.signal);
        checked = true;
        await readStream();
      } catch (failure) {
        if (stopping.signal.aborted) return;
        error = failure instanceof TallystickError ? failure.code : 'INTERNAL';
        log.warn({ code: error, height: model.height(), err: failure }, 'following the ledger was interrupted');
      }
      isBehind();
      await sleep(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();

  return {
    status: () => ({
      height: model.height(),
      caughtUp: behindSince === undefined,
      lag: behindSince === undefined ? 0 : Math.ceil((Date.now() - behindSince) / 1000),
      error,
    }),
    reached: (block, timeoutMs) => {
      if (model.height() > block) return Promise.resolve(true);
      return new Promise((resolve) => {
        const finish = (reached: boolean): void => {
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(reached);
        };
        const waiter: Waiter = { block, done: () => finish(true) };
        const timer = setTimeout(() => finish(false), timeoutMs);
        waiters.add(waiter);
      });
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Hashes of block 0 and of the last block that was applied: a peer with another history is refused from the start. */
function knownHistory(model: ReadModel): { network?: string; previousHash?: string } {
  const last = model.db.prepare('SELECT header_hash AS hash FROM blocks ORDER BY number DESC LIMIT 1').get();
  const network = model.network();
  return {
    ...(network === undefined ? {} : { network }),
    ...(last === undefined ? {} : { previousHash: String(last.hash) }),
  };
}

/** Empties a model that holds another network's blocks: its file outlived that network. */
async function sameNetwork(
  ledger: Pick<Ledger, 'blocks'>,
  model: ReadModel,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const known = model.network();
  if (known === undefined) return;
  const enough = new AbortController();
  for await (const genesis of ledger.blocks(0, { signal: AbortSignal.any([signal, enough.signal]) })) {
    enough.abort();
    if (genesis.headerHash === known) return;
    log.warn({ height: model.height() }, 'the read model belongs to another network and is rebuilt');
    model.clear();
    return;
  }
}
