/** Gateway.Submit: hands a signed transaction to the orderer; answered when its block is on disk. */
import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import { ORDERER_MSP } from '../definition.ts';
import type { Network } from '../network.ts';
import { BroadcastRefused, checkBroadcast } from '../orderer/broadcast.ts';
import { OrdererStopped } from '../orderer/orderer.ts';
import type { Endorser } from '../peer/endorser.ts';
import { connectionRefused, RpcError } from '../protoutil/errors.ts';
import { unknownChannel } from './evaluate.ts';

/** Submits. @throws RpcError */
export async function submit(
  network: Network,
  own: Endorser,
  request: gateway.SubmitRequest,
): Promise<gateway.SubmitResponse> {
  const envelope = request.getPreparedTransaction();
  if (!envelope) throw new RpcError(status.INVALID_ARGUMENT, 'a prepared transaction is required');
  if (envelope.getSignature_asU8().length === 0) {
    throw new RpcError(status.INVALID_ARGUMENT, 'prepared transaction must be signed');
  }
  if (request.getChannelId() !== network.channel) {
    throw new RpcError(status.FAILED_PRECONDITION, unknownChannel(request.getChannelId()).message);
  }
  const bytes = envelope.serializeBinary();
  try {
    checkBroadcast(bytes, network.access, Date.now());
  } catch (error) {
    if (!(error instanceof BroadcastRefused)) throw error;
    const message = `received unsuccessful response from orderer: status=${error.status}, info=${error.message}`;
    throw new RpcError(status.ABORTED, message);
  }
  try {
    await network.orderer.order(bytes);
  } catch (error) {
    const node = { address: own.address, mspId: ORDERER_MSP, message: notOrdered(network, own, error as Error) };
    throw new RpcError(status.UNAVAILABLE, 'no orderers could successfully process transaction', [node]);
  }
  return new gateway.SubmitResponse();
}

function notOrdered({ log }: Network, { address }: Endorser, error: Error): string {
  if (error instanceof OrdererStopped) return connectionRefused(address);
  log.error(`a block could not be written: ${error.message}`);
  return 'the block could not be written';
}
