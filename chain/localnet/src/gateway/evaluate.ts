/** Gateway.Evaluate: one peer's answer; the own organisation's first, others' when a peer fails. */
import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { Network } from '../network.ts';
import type { Endorser } from '../peer/endorser.ts';
import { type NodeError, RpcError } from '../protoutil/errors.ts';
import { isFailure, knownPeers, ProposalRun, readProposal } from './process-proposal.ts';

/** Evaluates; no further peer is asked once `signal` is aborted. @throws RpcError */
export async function evaluate(
  network: Network,
  own: Endorser,
  request: gateway.EvaluateRequest,
  signal: AbortSignal,
): Promise<gateway.EvaluateResponse> {
  const proposal = readProposal(request.getProposedTransaction(), 'failed to unpack transaction proposal: ');
  const { channel } = proposal.header.channel;
  if (channel !== network.channel) throw unknownChannel(channel);
  const run = new ProposalRun(network, own, proposal, signal);
  const details: NodeError[] = [];
  let code: status = status.FAILED_PRECONDITION;
  for (const endorser of candidates(network, own, request.getTargetOrganizationsList(), proposal)) {
    signal.throwIfAborted();
    const outcome = await run.on(endorser);
    if (!isFailure(outcome)) {
      const response = new gateway.EvaluateResponse();
      response.setResult(outcome.response);
      return response;
    }
    code = outcome.code;
    if (!outcome.retry) {
      const message = `evaluate call to endorser returned error: ${outcome.node.message}`;
      throw new RpcError(code, message, [outcome.node]);
    }
    details.push(outcome.node);
  }
  throw new RpcError(code, 'failed to evaluate transaction, see attached details for more info', details);
}

/** What Fabric's gateway says of a channel that it has not joined. */
export function unknownChannel(channel: string): RpcError {
  const message = `failed to get config for channel [${channel}]: could not get last config for channel ${channel}`;
  return new RpcError(status.UNAVAILABLE, message);
}

function candidates(
  network: Network,
  own: Endorser,
  targets: string[],
  proposal: { chaincode: string; hasTransient: boolean },
): Endorser[] {
  // Transient data leaves the own organisation only when the client names another.
  const allowed = targets.length === 0 && proposal.hasTransient ? [own.mspId] : targets;
  const chosen = knownPeers(network, own).filter(({ mspId }) => allowed.length === 0 || allowed.includes(mspId));
  if (chosen.length > 0 && proposal.chaincode === network.chaincode.name) return chosen;
  throw new RpcError(
    status.FAILED_PRECONDITION,
    `no peers available to evaluate chaincode ${proposal.chaincode} in channel ${network.channel}`,
  );
}
