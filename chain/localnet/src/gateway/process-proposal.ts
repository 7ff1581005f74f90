/** Runs a proposal on one organisation's endorser and sorts what may go wrong as Fabric's gateway does. */
import { status } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import type { Network } from '../network.ts';
import { ChaincodeError, type Endorser, type EndorserResponse } from '../peer/endorser.ts';
import { checkProposal, checkUnique, ProposalRefused } from '../peer/proposal-checks.ts';
import { connectionRefused, type NodeError, RpcError } from '../protoutil/errors.ts';
import { type ParsedProposal, parseProposal } from '../protoutil/proposal.ts';

/** A failed attempt; `retry` says whether another organisation's peer may do better. */
export type Failure = { code: status; retry: boolean; node: NodeError };

const CUT = 'rpc error: code = Unavailable desc = error reading from server: EOF';

/** One call's proposal, checked and simulated at one height for all endorsers. */
export class ProposalRun {
  readonly proposal: ParsedProposal;
  readonly #network: Network;
  readonly #own: Endorser;
  readonly #signal: AbortSignal;
  readonly #height: number;
  #creatorMspId: string | undefined;

  /**
   * @param own the gateway's own endorser; all others are reached from it
   * @param signal aborted when nobody waits for the outcome any more
   */
  constructor(network: Network, own: Endorser, proposal: ParsedProposal, signal: AbortSignal) {
    this.#network = network;
    this.#own = own;
    this.proposal = proposal;
    this.#signal = signal;
    this.#height = network.ledger.height - 1;
  }

  /** The endorser's response, or why there is none. */
  async on(endorser: Endorser): Promise<EndorserResponse | Failure> {
    const { address, mspId } = endorser;
    const { gossip, chaincode } = this.#network;
    const node = (message: string): NodeError => ({ address, mspId, message });
    const isOwn = endorser === this.#own;
    const unavailable = (message: string): Failure => ({ code: status.UNAVAILABLE, retry: true, node: node(message) });
    if (!isOwn && !gossip.serves(mspId)) return unavailable(connectionRefused(address));
    let creatorMspId: string;
    try {
      creatorMspId = this.#check();
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof ProposalRefused)
        return { code: status.FAILED_PRECONDITION, retry: false, node: node(message) };
      // Fabric reaches other peers by gRPC, and that shows where they could not even look at the proposal.
      return unavailable(isOwn ? message : `rpc error: code = Unknown desc = ${message}`);
    }
    try {
      const { proposal } = this;
      const response = await endorser.process(proposal, creatorMspId, chaincode, this.#height, this.#signal);
      // Its answer would have come over a connection that has been cut meanwhile.
      return isOwn || gossip.serves(mspId) ? response : unavailable(CUT);
    } catch (error) {
      this.#signal.throwIfAborted();
      const byChaincode = error instanceof ChaincodeError;
      const code = byChaincode ? status.UNKNOWN : status.ABORTED;
      return { code, retry: !byChaincode, node: node((error as Error).message) };
    }
  }

  /** The creator's organisation; checked once for all endorsers, which stand in one process. */
  #check(): string {
    this.#creatorMspId ??= this.#checkNow();
    return this.#creatorMspId;
  }

  #checkNow(): string {
    const { access, ledger } = this.#network;
    const { mspId } = checkProposal(this.proposal, access, Date.now());
    checkUnique(this.proposal, ledger);
    return mspId;
  }
}

/** The endorsers that a gateway knows to be alive, its own first. */
export function knownPeers({ endorsers, gossip }: Network, own: Endorser): Endorser[] {
  const others = endorsers.filter((endorser) => endorser !== own && gossip.knows(own.mspId, endorser.mspId));
  return [own, ...others];
}

/** Whether an attempt failed. */
export function isFailure(outcome: EndorserResponse | Failure): outcome is Failure {
  return 'node' in outcome;
}

/**
 * Reads a request's proposal.
 * @throws RpcError when it does not parse
 */
export function readProposal(signed: peer.SignedProposal | undefined, prefix: string): ParsedProposal {
  if (!signed) throw new RpcError(status.INVALID_ARGUMENT, 'a signed proposal is required');
  try {
    return parseProposal(signed);
  } catch {
    throw new RpcError(
      status.INVALID_ARGUMENT,
      `${prefix}error unmarshalling ChaincodeProposalPayload: proto: cannot parse invalid wire-format data`,
    );
  }
}
