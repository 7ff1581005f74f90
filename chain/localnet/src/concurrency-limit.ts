/** How many calls of one service a peer serves at a time: Fabric's `peer.limits.concurrency`. */
import { status } from '@grpc/grpc-js';
import { RpcError } from './protoutil/errors.ts';

/** Fabric's defaults. */
export const CONCURRENCY = { gateway: 500, endorser: 2_500, deliver: 2_500 } as const;

/** The places of one service at one peer. */
export class ConcurrencyLimit {
  readonly #service: string;
  readonly #limit: number;
  #taken = 0;

  /** @param service its full name, with the leading slash */
  constructor(service: string, limit: number) {
    this.#service = service;
    this.#limit = limit;
  }

  /**
   * Takes a place.
   * @returns what gives it back, once
   * @throws RpcError when all are taken
   */
  enter(): () => void {
    if (this.#taken >= this.#limit) {
      const message = `too many requests for ${this.#service}, exceeding concurrency limit (${this.#limit})`;
      throw new RpcError(status.UNKNOWN, message);
    }
    this.#taken += 1;
    let inside = true;
    return () => {
      if (inside) this.#taken -= 1;
      inside = false;
    };
  }
}
