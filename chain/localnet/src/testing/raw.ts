/** Calls below the gateway client, for envelopes that it would not send. */
import { readFileSync } from 'node:fs';
import { credentials } from '@grpc/grpc-js';
import { type common, gateway } from '@hyperledger/fabric-protos';
import type { NetworkTarget } from '../target.ts';
import { organisationOf } from './client.ts';

/** Submits an envelope as it is, at Health's peer. Rejects with grpc-js's error. */
export async function submitRaw(target: NetworkTarget, envelope: common.Envelope): Promise<void> {
  const { endpoint, tlsRoot, tlsServerName } = organisationOf(target, 'health');
  const client = new gateway.GatewayClient(endpoint, credentials.createSsl(readFileSync(tlsRoot)), {
    'grpc.ssl_target_name_override': tlsServerName,
  });
  const request = new gateway.SubmitRequest();
  request.setChannelId(target.channel);
  request.setPreparedTransaction(envelope);
  try {
    await new Promise<void>((resolve, reject) => {
      client.submit(request, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    client.close();
  }
}
