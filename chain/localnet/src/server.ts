/** The services of one organisation's endpoint: a peer's and, for Fabric's command line, an orderer's. */

import { once } from 'node:events';
import {
  type handleUnaryCall,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js';
import { type common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { CONCURRENCY, ConcurrencyLimit } from './concurrency-limit.ts';
import type { Endpoint } from './endpoint.ts';
import { chaincodeEvents } from './gateway/chaincode-events.ts';
import { commitStatus } from './gateway/commit-status.ts';
import { endorse } from './gateway/endorse.ts';
import { evaluate } from './gateway/evaluate.ts';
import { submit } from './gateway/submit.ts';
import type { Network } from './network.ts';
import { broadcast, orderedBlock } from './orderer/broadcast-service.ts';
import { deliver } from './peer/deliver.ts';
import { blockWithPrivateData, filteredBlock, fullBlock, type ResponseMaker } from './peer/deliver-responses.ts';
import type { Endorser } from './peer/endorser.ts';
import { processProposal } from './peer/endorser-service.ts';
import { RpcError, serviceError } from './protoutil/errors.ts';
import { noteRefusal } from './security-log.ts';

/** Adds an organisation's services to its endpoint. */
export function serve({ server }: Endpoint, network: Network, own: Endorser): void {
  const gateways = new ConcurrencyLimit('/gateway.Gateway', CONCURRENCY.gateway);
  const endorsers = new ConcurrencyLimit('/protos.Endorser', CONCURRENCY.endorser);
  const deliveries = new ConcurrencyLimit('/protos.Deliver', CONCURRENCY.deliver);
  const unary = <Request, Response>(work: Work<Request, Response>) => answering(network, gateways, work);
  server.addService(gateway.GatewayService, {
    evaluate: unary((request: gateway.EvaluateRequest, signal) => evaluate(network, own, request, signal)),
    endorse: unary((request: gateway.EndorseRequest, signal) => endorse(network, own, request, signal)),
    submit: unary((request: gateway.SubmitRequest) => submit(network, own, request)),
    commitStatus: unary((request: gateway.SignedCommitStatusRequest, signal) => commitStatus(network, request, signal)),
    chaincodeEvents: (
      call: ServerWritableStream<gateway.SignedChaincodeEventsRequest, gateway.ChaincodeEventsResponse>,
    ) => void sendEvents(network, gateways, call),
  });
  const bidi = (make: ResponseMaker) => (call: ServerDuplexStream<common.Envelope, Uint8Array>) =>
    whileThereIsRoom(network, deliveries, call, () => deliver(network, own.mspId, call, make));
  server.addService(rawResponses(peer.DeliverService), {
    deliver: bidi(fullBlock),
    deliverFiltered: bidi(filteredBlock),
    deliverWithPrivateData: bidi(blockWithPrivateData),
  });
  server.addService(peer.EndorserService, {
    processProposal: answering(network, endorsers, (request: peer.SignedProposal, signal) =>
      processProposal(network, own, request, signal),
    ),
  });
  const { broadcast: taking, deliver: delivering } = orderer.AtomicBroadcastService;
  server.addService(
    { broadcast: taking, ...rawResponses({ deliver: delivering }) },
    {
      broadcast: whileOrdering(network, (call: ServerDuplexStream<common.Envelope, orderer.BroadcastResponse>) =>
        broadcast(network, call),
      ),
      deliver: whileOrdering(network, bidi(orderedBlock)),
    },
  );
}

/** Blocks are sent as they are stored, so their services write bytes and not messages. */
function rawResponses(definition: ServiceDefinition): ServiceDefinition {
  const serialize = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [name, { ...method, responseSerialize: serialize }]),
  );
}

type Work<Request, Response> = (request: Request, signal: AbortSignal) => Promise<Response>;

function answering<Request, Response>(
  network: Network,
  limit: ConcurrencyLimit,
  work: Work<Request, Response>,
): handleUnaryCall<Request, Response> {
  const limited = async (request: Request, signal: AbortSignal): Promise<Response> => {
    const leave = limit.enter();
    // Whoever has gone away needs no place any more, however long the work goes on.
    signal.addEventListener('abort', leave);
    try {
      return await work(request, signal);
    } finally {
      leave();
    }
  };
  return (call: ServerUnaryCall<Request, Response>, callback): void => {
    const cancelled = new AbortController();
    call.on('cancelled', () => cancelled.abort());
    limited(call.request, cancelled.signal).then(
      (response) => callback(null, response),
      (error: Error) => callback(serviceError(toRpcError(error, network))),
    );
  };
}

/** Serves a stream, unless too many are being served; its place is free again when it closes. */
function whileThereIsRoom(
  network: Network,
  limit: ConcurrencyLimit,
  call: ServerDuplexStream<common.Envelope, Uint8Array>,
  work: () => void,
): void {
  try {
    const leave = limit.enter();
    for (const end of ['close', 'cancelled', 'finish', 'error']) call.on(end, leave);
    work();
  } catch (error) {
    call.emit('error', serviceError(toRpcError(error as Error, network)));
  }
}

/** Serves a stream of the orderer's, unless it is stopped: it has no port of its own that could be closed. */
function whileOrdering<Call extends ServerDuplexStream<common.Envelope, unknown>>(
  network: Network,
  work: (call: Call) => void,
): (call: Call) => void {
  return (call) => {
    if (network.orderer.running) work(call);
    else call.emit('error', serviceError(new RpcError(status.UNAVAILABLE, 'the orderer is stopped')));
  };
}

async function sendEvents(
  network: Network,
  limit: ConcurrencyLimit,
  call: ServerWritableStream<gateway.SignedChaincodeEventsRequest, gateway.ChaincodeEventsResponse>,
): Promise<void> {
  const cancelled = new AbortController();
  call.on('cancelled', () => cancelled.abort());
  let leave: (() => void) | undefined;
  try {
    leave = limit.enter();
    for await (const response of chaincodeEvents(network, call.request, cancelled.signal)) {
      if (!call.write(response)) await once(call, 'drain', { signal: cancelled.signal });
    }
  } catch (error) {
    // Not destroy(), after which grpc-js sends no status any more.
    call.emit('error', serviceError(toRpcError(error as Error, network)));
  } finally {
    leave?.();
  }
}

function toRpcError(error: Error, { log }: Network): RpcError {
  if (error instanceof RpcError) {
    noteRefusal(log, error);
    return error;
  }
  if (error.name === 'AbortError') return new RpcError(status.CANCELLED, 'the call was cancelled');
  log.error(`a call failed: ${error.stack ?? error.message}`);
  return new RpcError(status.INTERNAL, 'internal error');
}
