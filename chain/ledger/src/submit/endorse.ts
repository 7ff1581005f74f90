import type { ProposalOptions } from '@hyperledger/fabric-gateway';
import { TallystickError } from '@tallystick/protocol';
import type { Peers } from '../peers/connection.ts';
import { type Failure, understand } from './failures.ts';
import { type Route, RouteFailures, unavailable } from './route-failures.ts';

/** An endorsed transaction, ready to be ordered by any gateway. */
export type Endorsed = {
  readonly txId: string;
  /** `gateway.PreparedTransaction`. */
  readonly bytes: Uint8Array;
  readonly result: Uint8Array;
};

/** What is endorsed. */
export type ProposedCall = {
  readonly channel: string;
  readonly chaincode: string;
  readonly name: string;
  readonly options: ProposalOptions;
};

/**
 * The routes of a proposal, best first. With endorsers named, the gateway is one of them: a gateway's peer runs the
 * proposal itself, transient data included, so the gateway has to belong to a member of the collection.
 */
export function routes(
  own: string,
  all: readonly string[],
  pairs: readonly (readonly string[])[] | undefined,
): Route[] {
  if (pairs === undefined) return all.map((gateway) => ({ gateway, endorsers: undefined }));
  return pairs.flatMap((endorsers) => {
    const gateways = endorsers.includes(own) ? [own, ...endorsers.filter((mspId) => mspId !== own)] : endorsers;
    return gateways.map((gateway) => ({ gateway, endorsers }));
  });
}

async function along(route: Route, peers: Peers, call: ProposedCall, timeout: number): Promise<Endorsed> {
  const peer = peers.get(route.gateway);
  if (peer === undefined) throw new TallystickError('LEDGER_UNAVAILABLE');
  const options = route.endorsers && { endorsingOrganizations: [...route.endorsers] };
  const contract = peer.gateway.getNetwork(call.channel).getContract(call.chaincode);
  const proposal = contract.newProposal(call.name, { ...call.options, ...options });
  const transaction = await proposal.endorse({ deadline: Date.now() + timeout });
  return { txId: transaction.getTransactionId(), bytes: transaction.getBytes(), result: transaction.getResult() };
}

/** The outcome of trying all routes: an endorsement, or the failure that says most. */
export type EndorseOutcome = { readonly endorsed: Endorsed } | { readonly failure: Failure };

/**
 * Has a proposal endorsed, along one route after another while peers do not work. Each attempt is a transaction of its
 * own; an endorsement that was never ordered changes nothing, so a time-out here is no unknown outcome.
 */
export async function endorse(
  ways: readonly Route[],
  peers: Peers,
  call: ProposedCall,
  timeout: () => number,
): Promise<EndorseOutcome> {
  const failures = new RouteFailures();
  for (const route of ways) {
    if (!failures.isOpen(route)) continue;
    try {
      return { endorsed: await along(route, peers, call, timeout()) };
    } catch (error) {
      const failure = failures.note(route, error instanceof TallystickError ? unavailable(error) : understand(error));
      if (failure !== undefined) return { failure };
    }
  }
  return { failure: failures.outcome() };
}
