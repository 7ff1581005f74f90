/** Runs a proposal on one organisation's endorser and sorts what may go wrong as Fabric's gateway does. */
import { status } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import type { Network } from '../network.ts';
import { ChaincodeError, type Endorser, type EndorserResponse } from '../peer/endorser.ts';
import { checkProposal, checkUnique, ProposalRefused } from '../peer/proposal-checks.ts';
import { type NodeError, RpcError } from '../protoutil/errors.ts';
import { type ParsedProposal, parseProposal } from '../protoutil/proposal.ts';

/** A failed attempt; `retry` says whether another organisation's peer may do better. */
export type Failure = { code: status; retry: boolean; node: NodeError };

/** One call's proposal, checked and simulated at one height for all endorsers. */
export class ProposalRun {
  readonly proposal: ParsedProposal;
  readonly #network: Network;
  readonly #height: number;
  #creatorMspId: string | undefined;

  constructor(network: Network, proposal: ParsedProposal) {
    this.#network = network;
    this.proposal = proposal;
    this.#height = network.ledger.height - 1;
  }

  /** The endorser's response, or why there is none. */
  async on(endorser: Endorser): Promise<EndorserResponse | Failure> {
    const node = (message: string): NodeError => ({ address: endorser.address, mspId: endorser.mspId, message });
    let creatorMspId: string;
    try {
      creatorMspId = this.#check();
    } catch (error) {
      const refused = error instanceof ProposalRefused;
      const code = refused ? status.FAILED_PRECONDITION : status.UNAVAILABLE;
      return { code, retry: !refused, node: node((error as Error).message) };
    }
    try {
      return await endorser.process(this.proposal, creatorMspId, this.#network.chaincode, this.#height);
    } catch (error) {
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
