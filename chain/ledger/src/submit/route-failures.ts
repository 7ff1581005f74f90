import { TallystickError } from '@tallystick/protocol';
import type { Failure } from './failures.ts';

/** One way to have a proposal endorsed: whose gateway is called, and who endorses (undefined: as the gateway plans). */
export type Route = { readonly gateway: string; readonly endorsers: readonly string[] | undefined };

/** A route that could not be taken at all. */
export function unavailable(error: TallystickError): Failure {
  return { error, remedy: 'elsewhere', down: [], unreached: true };
}

/** What the failures of a proposal so far amount to. */
export class RouteFailures {
  /** Gateways that this client cannot reach or that have denied already, and endorsers that a gateway could not reach. */
  readonly #gateways = new Set<string>();
  readonly #endorsers = new Set<string>();
  #last = unavailable(new TallystickError('LEDGER_UNAVAILABLE'));
  /** What a peer denied, until another agrees with it or endorses. */
  #denied: Failure | undefined;

  isOpen({ gateway, endorsers }: Route): boolean {
    return !this.#gateways.has(gateway) && !(endorsers ?? []).some((mspId) => this.#endorsers.has(mspId));
  }

  /** Notes the failure of a route; answers with the one to end with when no further route can mend it. */
  note({ gateway }: Route, failure: Failure): Failure | undefined {
    this.#last = failure;
    if (failure.remedy === 'none' || failure.remedy === 'again') return failure;
    if (failure.remedy === 'confirm') {
      if (this.#denied?.error.code === failure.error.code) return { ...failure, remedy: 'none' };
      this.#denied = failure;
    }
    if (failure.unreached || failure.remedy === 'confirm') this.#gateways.add(gateway);
    for (const mspId of failure.down) this.#endorsers.add(mspId);
    return undefined;
  }

  /** The failure that says most. A denial that nobody could contradict may be one of a peer that lags behind: not final. */
  outcome(): Failure {
    return this.#denied === undefined ? this.#last : { ...this.#denied, remedy: 'elsewhere' };
  }
}
