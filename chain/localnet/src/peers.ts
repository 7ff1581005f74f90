/** The organisations' peers: each has a port of its own, which can be closed and opened again while the others go on. */
import type { KeyAndCertificate } from './certificates/issue.ts';
import { bindEndpoint, cutEndpoint, type Endpoint, stopEndpoint } from './endpoint.ts';
import type { Network } from './network.ts';
import { later, Orders, pause, type StartOptions, type StopOptions } from './orders.ts';
import { serve } from './server.ts';

type Peer = {
  endpoint: Endpoint;
  readonly tls: KeyAndCertificate;
  readonly orders: Orders;
  /** Settles when the newest attempt to open the port has. */
  opening: Promise<void>;
};

/** All peers of a network. */
export class Peers {
  readonly #peers = new Map<string, Peer>();

  /** Their endpoints, in the order in which they were bound. */
  get endpoints(): Endpoint[] {
    return [...this.#peers.values()].map(({ endpoint }) => endpoint);
  }

  /** Binds an organisation's endpoint; services come when the network is there. */
  async bind(mspId: string, port: number, tls: KeyAndCertificate): Promise<void> {
    const endpoint = await bindEndpoint(port, tls);
    this.#peers.set(mspId, { endpoint, tls, orders: new Orders(), opening: Promise.resolve() });
  }

  /** Lets all of them serve. */
  serve(network: Network): void {
    for (const { mspId } of network.endorsers) this.#serve(network, mspId);
  }

  /** Closes a peer's port and ends its connections; one that is stopped stays so, and is noticed as it is said now. */
  stop({ gossip }: Network, mspId: string, { noticedAfter = 0 }: StopOptions = {}): void {
    const { endpoint, orders } = this.#peer(mspId);
    const signal = orders.next();
    cutEndpoint(endpoint);
    gossip.setServing(mspId, false);
    later(noticedAfter, signal, () => gossip.setAlive(mspId, false));
  }

  /** Opens a peer's port again, where it was; resolves when it serves. */
  async start(network: Network, mspId: string, options: StartOptions = {}): Promise<void> {
    const { noticedAfter = 0, servesAfter = 0 } = options;
    const { gossip } = network;
    const peer = this.#peer(mspId);
    const signal = peer.orders.next();
    later(noticedAfter, signal, () => gossip.setAlive(mspId, true));
    if (gossip.serves(mspId)) return;
    await pause(servesAfter, signal);
    const opened = peer.opening.then(() => this.#open(network, mspId, signal));
    peer.opening = opened.catch(() => undefined);
    await opened;
  }

  /** Stops all in order. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#peers.values()].map(async (peer) => {
        peer.orders.end();
        await peer.opening;
        await stopEndpoint(peer.endpoint);
      }),
    );
  }

  async #open(network: Network, mspId: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const peer = this.#peer(mspId);
    peer.endpoint = await bindEndpoint(peer.endpoint.port, peer.tls);
    if (signal.aborted) cutEndpoint(peer.endpoint);
    signal.throwIfAborted();
    this.#serve(network, mspId);
    network.gossip.setServing(mspId, true);
  }

  #serve(network: Network, mspId: string): void {
    const own = network.endorsers.find((endorser) => endorser.mspId === mspId)!;
    serve(this.#peer(mspId).endpoint, network, own);
  }

  #peer(mspId: string): Peer {
    const peer = this.#peers.get(mspId);
    if (!peer) throw new Error(`${mspId} is no organisation of this network`);
    return peer;
  }
}
