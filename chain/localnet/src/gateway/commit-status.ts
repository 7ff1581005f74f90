/** Gateway.CommitStatus: a transaction's outcome, by its id; waits until there is one. */
import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { Network } from '../network.ts';
import { RpcError } from '../protoutil/errors.ts';
import { checkReader } from './reader.ts';

/** Waits for the outcome; `signal` ends the wait. @throws RpcError */
export async function commitStatus(
  network: Network,
  signed: gateway.SignedCommitStatusRequest,
  signal: AbortSignal,
): Promise<gateway.CommitStatusResponse> {
  const bytes = signed.getRequest_asU8();
  if (bytes.length === 0) throw new RpcError(status.INVALID_ARGUMENT, 'a commit status request is required');
  const request = readRequest(bytes);
  const { access, ledger } = network;
  checkReader(access, request, bytes, signed.getSignature_asU8());
  if (request.getTransactionId() === '') {
    throw new RpcError(status.INVALID_ARGUMENT, 'transaction ID should not be empty');
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
