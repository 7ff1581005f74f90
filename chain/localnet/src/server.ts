/** One organisation's endpoint: gRPC over TLS with a peer's services and, for Fabric's command line, an orderer's. */

import { once } from 'node:events';
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js';
import { type common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { MAX_MESSAGE_BYTES } from './chaincode/connection.ts';
import { CONCURRENCY, ConcurrencyLimit } from './concurrency-limit.ts';
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

/** How long open calls may go on while the endpoint stops, in milliseconds. */
const SHUTDOWN_GRACE = 500;

/** Binds an endpoint on the loopback interface; services are added before it is told to anybody. */
export async function bindEndpoint(port: number, tls: { certificate: string; key: string }): Promise<Endpoint> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  const pair = { cert_chain: Buffer.from(tls.certificate), private_key: Buffer.from(tls.key) };
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createSsl(null, [pair]), (error, actual) =>
      error ? reject(new Error(`cannot listen on 127.0.0.1:${port}: ${error.message}`)) : resolve(actual),
    );
  });
  return { server, port: bound, address: `127.0.0.1:${bound}` };
}

/** A bound endpoint. */
export type Endpoint = { server: Server; port: number; address: string };

/** Adds an organisation's services to its endpoint. */
export function serve({ server }: Endpoint, network: Network, own: Endorser): void {
  const gateways = new ConcurrencyLimit('/gateway.Gateway', CONCURRENCY.gateway);
  const endorsers = new ConcurrencyLimit('/protos.Endorser', CONCURRENCY.endorser);
  const deliveries = new ConcurrencyLimit('/protos.Deliver', CONCURRENCY.deliver);
  const unary = <Request, Response>(work: Work<Request, Response>) => answering(network, gateways, work);
  server.addService(gateway.GatewayService, {
    evaluate: unary((request: gateway.EvaluateRequest, signal) => evaluate(network, own, request, signal)),
    endorse: unary((request: gateway.EndorseRequest) => endorse(network, own, request)),
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
    processProposal: answering(network, endorsers, (request: peer.SignedProposal) =>
      processProposal(network, own, request),
    ),
  });
  const { broadcast: taking, deliver: delivering } = orderer.AtomicBroadcastService;
  server.addService(
    { broadcast: taking, ...rawResponses({ deliver: delivering }) },
    {
      broadcast: (call: ServerDuplexStream<common.Envelope, orderer.BroadcastResponse>) => broadcast(network, call),
      deliver: bidi(orderedBlock),
    },
  );
}

/** Stops an endpoint: open calls get a moment, then they are cut. */
export async function stopEndpoint({ server }: Endpoint): Promise<void> {
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, SHUTDOWN_GRACE);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
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
