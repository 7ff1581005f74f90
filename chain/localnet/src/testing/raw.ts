/** Calls below the gateway client, for messages that it would not send. Each rejects with grpc-js's error. */
import { readFileSync } from 'node:fs';
import { type CallOptions, type ClientDuplexStream, credentials, Metadata } from '@grpc/grpc-js';
import { type common, gateway, peer } from '@hyperledger/fabric-protos';
import type { NetworkTarget } from '../target.ts';
import { organisationOf } from './client.ts';

function connection(target: NetworkTarget) {
  const { endpoint, tlsRoot, tlsServerName } = organisationOf(target, 'health');
  const options = { 'grpc.ssl_target_name_override': tlsServerName };
  return [endpoint, credentials.createSsl(readFileSync(tlsRoot)), options] as const;
}

/** Submits an envelope, or none, as it is at Health's peer. */
export async function submitRaw(
  target: NetworkTarget,
  envelope: common.Envelope | undefined,
  channel = target.channel,
): Promise<void> {
  await submitTogether(target, [envelope], channel);
}

/** Submits envelopes at once, over one connection. */
export async function submitTogether(
  target: NetworkTarget,
  envelopes: (common.Envelope | undefined)[],
  channel = target.channel,
): Promise<void> {
  const client = new gateway.GatewayClient(...connection(target));
  const submit = (envelope: common.Envelope | undefined): Promise<void> => {
    const request = new gateway.SubmitRequest();
    request.setChannelId(channel);
    request.setPreparedTransaction(envelope);
    return new Promise((resolve, reject) => {
      client.submit(request, (error) => (error ? reject(error) : resolve()));
    });
  };
  try {
    await Promise.all(envelopes.map(submit));
  } finally {
    client.close();
  }
}

/** Asks Health's peer for a transaction's outcome. */
export async function statusRaw(
  target: NetworkTarget,
  request: gateway.SignedCommitStatusRequest,
  options: CallOptions = {},
): Promise<gateway.CommitStatusResponse> {
  const client = new gateway.GatewayClient(...connection(target));
  try {
    return await new Promise((resolve, reject) => {
      client.commitStatus(request, new Metadata(), options, (error, response) =>
        error ? reject(error) : resolve(response!),
      );
    });
  } finally {
    client.close();
  }
}

/** How a raw stream of blocks went: what came until its first status, and whether the peer ended it then. */
export type Delivered = { got: string[]; ended: boolean };

/** Sends a seek and listens until the peer ends the stream; after a success, until it has served the seek again. */
export async function deliverRaw(
  target: NetworkTarget,
  method: 'deliver' | 'deliverFiltered' | 'deliverWithPrivateData',
  seek: common.Envelope,
): Promise<Delivered> {
  const client = new peer.DeliverClient(...connection(target));
  const stream = client[method]() as ClientDuplexStream<common.Envelope, peer.DeliverResponse>;
  const got: string[] = [];
  let again = 0;
  try {
    return await new Promise((resolve) => {
      stream.on('data', (response: peer.DeliverResponse) => {
        const answer = describe(response);
        if (again === 0) got.push(answer);
        if (answer !== SUCCESS) return;
        again += 1;
        if (again > 1) resolve({ got, ended: false });
        else stream.write(seek);
      });
      stream.on('end', () => resolve({ got, ended: true })).on('error', () => resolve({ got, ended: true }));
      stream.write(seek);
    });
  } finally {
    stream.cancel();
    client.close();
  }
}

const SUCCESS = 'status 200';

function describe(response: peer.DeliverResponse): string {
  if (response.hasBlock()) return `block ${response.getBlock()!.getHeader()!.getNumber()}`;
  if (response.hasFilteredBlock()) return 'filtered';
  return response.hasBlockAndPrivateData() ? 'private' : `status ${response.getStatus()}`;
}
