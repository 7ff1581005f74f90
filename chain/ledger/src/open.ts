import { TallystickError, type TransactionName } from '@tallystick/protocol';
import { collectionsOf, followedPeers } from './collections.ts';
import { type LedgerConfig, ledgerConfig, ordererRoots, type ParsedConfig } from './config.ts';
import { evaluate } from './evaluate.ts';
import { followBlocks } from './follow/follow.ts';
import type { FollowOptions } from './follow/waiting.ts';
import { openPeers, type Peers } from './peers/connection.ts';
import type { Committed, Ledger, LedgerBlock, Submission, SubmitOptions } from './port.ts';
import { submit } from './submit/submit.ts';
import { type Members, membersOf } from './verify/members.ts';

/** Makes every error that leaves the port one of the family. */
function asTallystick(error: unknown): TallystickError {
  return error instanceof TallystickError ? error : new TallystickError('INTERNAL', { cause: error });
}

class GatewayLedger implements Ledger {
  readonly #config: ParsedConfig;
  readonly #peers: Peers;
  readonly #orderers: Members;
  readonly #closed = new AbortController();

  constructor(config: ParsedConfig, peers: Peers, orderers: Members) {
    this.#config = config;
    this.#peers = peers;
    this.#orderers = orderers;
  }

  async submit<N extends TransactionName>(submission: Submission<N>, options: SubmitOptions = {}): Promise<Committed> {
    try {
      return await submit(submission, this.#config, this.#peers, {
        ...options,
        signal: this.#until(options.signal),
      });
    } catch (error) {
      throw asTallystick(error);
    }
  }

  async evaluate(key: string): ReturnType<Ledger['evaluate']> {
    try {
      return await evaluate(key, this.#config, this.#peers);
    } catch (error) {
      throw asTallystick(error);
    }
  }

  async *blocks(from: number, options: FollowOptions = {}): AsyncGenerator<LedgerBlock> {
    const own = this.#config.organisation;
    const start = {
      from,
      previousHash: options.previousHash === undefined ? undefined : Buffer.from(options.previousHash, 'hex'),
      memberOf: new Set(collectionsOf(own)),
    };
    try {
      yield* followBlocks(start, {
        peers: this.#peers,
        order: followedPeers(own, this.#config.collectionPeers).filter((mspId) => this.#peers.get(mspId) !== undefined),
        orderers: this.#orderers,
        network: options.network === undefined ? undefined : Buffer.from(options.network, 'hex'),
        signal: this.#until(options.signal),
        onWaiting: options.onWaiting ?? (() => undefined),
      });
    } catch (error) {
      throw asTallystick(error);
    }
  }

  close(): Promise<void> {
    this.#closed.abort();
    this.#peers.close();
    return Promise.resolve();
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closed.signal : AbortSignal.any([signal, this.#closed.signal]);
  }
}

/**
 * Opens the ledger as one user of one organisation. Nothing is connected yet: a network that is down shows at the first
 * call.
 *
 * @throws ZodError for a configuration that is wrong, with every fault at once; Error when a PEM file cannot be read.
 */
export function openLedger(config: LedgerConfig): Promise<Ledger> {
  return Promise.resolve().then(() => {
    const parsed = ledgerConfig.parse(config);
    return new GatewayLedger(parsed, openPeers(parsed), membersOf(ordererRoots(parsed.target)));
  });
}
