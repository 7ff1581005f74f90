/** Gateway.ChaincodeEvents: the events of valid transactions, block by block, from any block on. */
import { status } from '@grpc/grpc-js';
import { common, gateway, orderer, type peer } from '@hyperledger/fabric-protos';
import type { Network } from '../network.ts';
import { eventOf, transactionsOf } from '../peer/block-reader.ts';
import { nextBlock } from '../peer/follow.ts';
import { RpcError } from '../protoutil/errors.ts';
import { ValidationCode } from '../validation/codes.ts';
import { checkReader } from './reader.ts';

/** Yields one response for each block that has events; `signal` ends it. @throws RpcError */
export async function* chaincodeEvents(
  network: Network,
  signed: gateway.SignedChaincodeEventsRequest,
  signal: AbortSignal,
): AsyncGenerator<gateway.ChaincodeEventsResponse> {
  const bytes = signed.getRequest_asU8();
  const request = readRequest(bytes);
  const { access, ledger } = network;
  checkReader(access, request, bytes, signed.getSignature_asU8());
  let after = request.getAfterTransactionId();
  for (let number = startBlock(request.getStartPosition(), ledger.height); ; number += 1) {
    const block = await nextBlock(ledger, number, signal);
    const events = eventsAfter(block, request.getChaincodeId(), after);
    after = '';
    if (events.length === 0) continue;
    const response = new gateway.ChaincodeEventsResponse();
    response.setBlockNumber(number);
    response.setEventsList(events);
    yield response;
  }
}

function startBlock(position: orderer.SeekPosition | undefined, height: number): number {
  const { TypeCase } = orderer.SeekPosition;
  switch (position?.getTypeCase() ?? TypeCase.TYPE_NOT_SET) {
    case TypeCase.OLDEST:
      return 0;
    case TypeCase.SPECIFIED:
      return position!.getSpecified()!.getNumber();
    case TypeCase.NEWEST:
      return height - 1;
    case TypeCase.NEXT_COMMIT:
    case TypeCase.TYPE_NOT_SET:
      return height;
    default:
      throw new RpcError(status.INVALID_ARGUMENT, 'invalid start position type');
  }
}

function eventsAfter(block: Uint8Array, chaincode: string, after: string): peer.ChaincodeEvent[] {
  const transactions = transactionsOf(block);
  const from = transactions.findIndex(({ id }) => id === after && after !== '') + 1;
  return transactions.slice(from).flatMap(({ type, code, envelope }) => {
    if (code !== ValidationCode.VALID || type !== common.HeaderType.ENDORSER_TRANSACTION) return [];
    const event = eventOf(envelope);
    return event && event.getChaincodeId() === chaincode ? [event] : [];
  });
}

function readRequest(bytes: Uint8Array): gateway.ChaincodeEventsRequest {
  try {
    return gateway.ChaincodeEventsRequest.deserializeBinary(bytes);
  } catch {
    throw new RpcError(status.INVALID_ARGUMENT, 'invalid chaincode events request');
  }
}
