/** Orders to stop or to start one node of the network, which may take effect later. */
import { setTimeout as sleep } from 'node:timers/promises';

/** When a stop is noticed. */
export type StopOptions = {
  /** Milliseconds for which the other peers' gossip goes on listing a peer that is gone; 0, as when its connections break. */
  noticedAfter?: number;
};

/** When a start takes effect. */
export type StartOptions = {
  /** Milliseconds until the other peers' gossip lists the peer, and it them. */
  noticedAfter?: number;
  /** Milliseconds until it answers. */
  servesAfter?: number;
};

/** The orders to one node: a newer one takes the place of one that has not taken effect. */
export class Orders {
  #newest = new AbortController();

  /** Begins an order; what is waited for under its signal ends with the next order. */
  next(): AbortSignal {
    this.end();
    this.#newest = new AbortController();
    return this.#newest.signal;
  }

  /** Nothing that was ordered takes effect any more. */
  end(): void {
    this.#newest.abort(new Error('another order was given before this one took effect'));
  }
}

/** Does something after a while, unless another order is given before; at once when there is nothing to wait for. */
export function later(milliseconds: number, signal: AbortSignal, work: () => void): void {
  if (milliseconds === 0) work();
  else pause(milliseconds, signal).then(work, () => undefined);
}

/** Waits. @throws Error when another order is given before */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}
