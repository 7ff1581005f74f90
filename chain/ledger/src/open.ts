import { TallystickError, type TransactionName } from '@tallystick/protocol';
import { collectionsOf, followedPeers } from './collections.ts';
import { type LedgerConfig, ledgerConfig, ordererRoots, type ParsedConfig } from './config.ts';
import { evaluate } from './evaluate.ts';
import { followBlocks } from './follow/follow.ts';
import { heightOf } from './follow/height.ts';
import type { FollowOptions } from './follow/waiting.ts';
import type { Peers } from './peers/connection.ts';
import { type CertificateEvent, openRenewingPeers, type RenewingPeers } from './peers/renewal.ts';
import type { CertificateDays } from './peers/validity.ts';
import type { Committed, Ledger, LedgerBlock, Submission, SubmitOptions } from './port.ts';
import { CommitTimes } from './submit/commit-times.ts';
import { submit } from './submit/submit.ts';
import { type Members, membersOf } from './verify/members.ts';

/** Makes every error that leaves the port one of the family. */
function asTallystick(error: unknown): TallystickError {
  return error instanceof TallystickError ? error : new TallystickError('INTERNAL', { cause: error });
}

/** A ledger and the certificates that it is reached with. */
export interface OpenLedger extends Ledger {
  /** How long the certificates in use are still valid. */
  certificateDays(): CertificateDays;
  /** Looks for renewed certificates now, and not only at the next regular look. */
  renewCertificates(): void;
}

class GatewayLedger implements OpenLedger {
  readonly #config: ParsedConfig;
  readonly #peers: RenewingPeers;
  readonly #orderers: Members;
  readonly #commitTimes = new CommitTimes();
  readonly #closed = new AbortController();

  constructor(config: ParsedConfig, peers: RenewingPeers, orderers: Members) {
    this.#config = config;
    this.#peers = peers;
    this.#orderers = orderers;
  }

  async submit<N extends TransactionName>(submission: Submission<N>, options: SubmitOptions = {}): Promise<Committed> {
    try {
      const signal = this.#until(options.signal);
      const times = this.#commitTimes;
      return await this.#peers.call((peers) => submit(submission, this.#config, peers, times, { ...options, signal }));
    } catch (error) {
      throw asTallystick(error);
    }
  }

  async evaluate(key: string): ReturnType<Ledger['evaluate']> {
    try {
      return await this.#peers.call((peers) => evaluate(key, this.#config, peers));
    } catch (error) {
      throw asTallystick(error);
    }
  }

  async *blocks(from: number, options: FollowOptions = {}): AsyncGenerator<LedgerBlock> {
    const { latest: peers } = this.#peers;
    const start = {
      from,
      previousHash: options.previousHash === undefined ? undefined : Buffer.from(options.previousHash, 'hex'),
      memberOf: new Set(collectionsOf(this.#config.organisation)),
    };
    try {
      yield* followBlocks(start, {
        peers,
        order: this.#followed(peers),
        orderers: this.#orderers,
        network: options.network === undefined ? undefined : Buffer.from(options.network, 'hex'),
        signal: this.#until(options.signal),
        onWaiting: options.onWaiting ?? (() => undefined),
      });
    } catch (error) {
      throw asTallystick(error);
    }
  }

  async height(): Promise<number> {
    try {
      const { evaluate: timeout } = this.#config.timeouts;
      return await this.#peers.call((peers) => heightOf(this.#followed(peers), peers, timeout));
    } catch (error) {
      throw asTallystick(error);
    }
  }

  certificateDays(): CertificateDays {
    return this.#peers.days();
  }

  renewCertificates(): void {
    this.#peers.renew();
  }

  close(): Promise<void> {
    this.#closed.abort();
    this.#peers.close();
    return Promise.resolve();
  }

  #followed(peers: Peers): string[] {
    const { organisation, collectionPeers } = this.#config;
    return followedPeers(organisation, collectionPeers).filter((mspId) => peers.get(mspId) !== undefined);
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closed.signal : AbortSignal.any([signal, this.#closed.signal]);
  }
}

/** What a caller may be told while a ledger is open. */
export type OpenOptions = {
  /** Called when certificates are renewed, cannot be, or run out soon. */
  readonly onCertificates?: (event: CertificateEvent) => void;
};

/**
 * Opens the ledger as one user of one organisation. Nothing is connected yet: a network that is down shows at the first
 * call. Certificate, key and TLS roots may be replaced while it is open: new calls use the new ones.
 *
 * @throws ZodError for a configuration that is wrong, with every fault at once; Error when a PEM file cannot be read. What
 * the files hold is looked at by `ledgerConfiguration`.
 */
export function openLedger(config: LedgerConfig, options: OpenOptions = {}): Promise<OpenLedger> {
  return Promise.resolve().then(() => {
    const parsed = ledgerConfig.parse(config);
    const orderers = membersOf(ordererRoots(parsed.target));
    const peers = openRenewingPeers(parsed, options.onCertificates ?? (() => undefined));
    return new GatewayLedger(parsed, peers, orderers);
  });
}
