/** Gateway.CommitStatus: a transaction's outcome, by its id; waits until there is one. */
import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { Network } from '../network.ts';
import { RpcError } from '../protoutil/errors.ts';

/** Waits for the outcome; `signal` ends the wait. @throws RpcError */
export async function commitStatus(
  network: Network,
  signed: gateway.SignedCommitStatusRequest,
  signal: AbortSignal,
): Promise<gateway.CommitStatusResponse> {
  const bytes = signed.getRequest_asU8();
  const request = readRequest(bytes);
  const creator = request.getIdentity_asU8();
  const { access, ledger, channel } = network;
  if (request.getChannelId() !== channel || !access.signedBy('Readers', creator, bytes, signed.getSignature_asU8())) {
    throw new RpcError(status.PERMISSION_DENIED, access.denial('Readers'));
  }
  for (;;) {
    const outcome = ledger.blocks.find(request.getTransactionId());
    if (outcome) {
      const response = new gateway.CommitStatusResponse();
      response.setResult(outcome.code as Parameters<gateway.CommitStatusResponse['setResult']>[0]);
      response.setBlockNumber(outcome.block);
      return response;
    }
    await once(ledger.events, 'block', { signal });
  }
}

function readRequest(bytes: Uint8Array): gateway.CommitStatusRequest {
  try {
    return gateway.CommitStatusRequest.deserializeBinary(bytes);
  } catch {
    throw new RpcError(status.INVALID_ARGUMENT, 'invalid status request');
  }
}
