import type { ProposalOptions } from '@hyperledger/fabric-gateway';
import { TallystickError } from '@tallystick/protocol';
import type { Peers } from '../peers/connection.ts';
import { type Failure, understand } from './failures.ts';

/** One way to have a proposal endorsed: whose gateway is called, and who endorses (undefined: as the gateway plans). */
export type Route = { readonly gateway: string; readonly endorsers: readonly string[] | undefined };

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

/** What is known not to work: gateways that this client cannot reach, and endorsers that a gateway could not. */
type Closed = { readonly gateways: Set<string>; readonly endorsers: Set<string> };

function isOpen(route: Route, closed: Closed): boolean {
  return !closed.gateways.has(route.gateway) && !(route.endorsers ?? []).some((mspId) => closed.endorsers.has(mspId));
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
  const closed: Closed = { gateways: new Set(), endorsers: new Set() };
  let last = unavailable(new TallystickError('LEDGER_UNAVAILABLE'));
  for (const route of ways) {
    if (!isOpen(route, closed)) continue;
    try {
      return { endorsed: await along(route, peers, call, timeout()) };
    } catch (error) {
      last = error instanceof TallystickError ? unavailable(error) : understand(error);
      if (last.remedy === 'none' || last.remedy === 'again') return { failure: last };
      if (last.unreached) closed.gateways.add(route.gateway);
      for (const mspId of last.down) closed.endorsers.add(mspId);
    }
  }
  return { failure: last };
}

function unavailable(error: TallystickError): Failure {
  return { error, remedy: 'elsewhere', down: [], unreached: true };
}
