/**
 * What gossip tells the peers of each other, and whose port is open. Between a stop or a start and the moment in which it
 * is noticed the two differ, as on Fabric: a peer may still be listed and refuse every connection.
 */
import { EventEmitter, once } from 'node:events';

/** The peers' view of each other. */
export class Gossip {
  readonly #serving: Set<string>;
  readonly #alive: Set<string>;
  readonly #changes = new EventEmitter().setMaxListeners(0);

  /** @param mspIds the organisations that have a peer; all serve and know each other */
  constructor(mspIds: readonly string[]) {
    this.#serving = new Set(mspIds);
    this.#alive = new Set(mspIds);
  }

  /** Whether an organisation's peer answers. */
  serves(mspId: string): boolean {
    return this.#serving.has(mspId);
  }

  /** Whether a peer knows another one to be alive: itself always; one that nobody has noticed yet knows nobody else. */
  knows(own: string, other: string): boolean {
    return own === other || (this.#alive.has(own) && this.#alive.has(other));
  }

  /** A peer's port was opened or closed. */
  setServing(mspId: string, serving: boolean): void {
    this.#change(this.#serving, mspId, serving);
  }

  /** A peer was noticed to be alive, or to be gone. */
  setAlive(mspId: string, alive: boolean): void {
    this.#change(this.#alive, mspId, alive);
  }

  /** Resolves when anything has changed; rejects with an AbortError when `signal` is aborted. */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal });
  }

  #change(set: Set<string>, mspId: string, member: boolean): void {
    if (member) set.add(mspId);
    else set.delete(mspId);
    this.#changes.emit('change');
  }
}
