/** Clients of an organisation's endorser and of the orderer, as Fabric's own command line has them. */
import { readFileSync } from 'node:fs';
import { type ChannelCredentials, type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import { type common, orderer, peer } from '@hyperledger/fabric-protos';
import type { NetworkTarget } from '../target.ts';
import { organisationOf } from './client.ts';

type Connection = [string, ChannelCredentials, { 'grpc.ssl_target_name_override': string }];

function connection(target: NetworkTarget, organisation: string): Connection {
  const { endpoint, tlsRoot, tlsServerName } = organisationOf(target, organisation);
  return [endpoint, credentials.createSsl(readFileSync(tlsRoot)), { 'grpc.ssl_target_name_override': tlsServerName }];
}

/** Asks an organisation's peer for its answer to a proposal. Rejects with grpc-js's error. */
export async function processProposal(
  target: NetworkTarget,
  organisation: string,
  signed: peer.SignedProposal,
): Promise<peer.ProposalResponse> {
  const client = new peer.EndorserClient(...connection(target, organisation));
  try {
    return await new Promise((resolve, reject) => {
      client.processProposal(signed, (error, response) => (error ? reject(error) : resolve(response!)));
    });
  } finally {
    client.close();
  }
}

/** Sends envelopes in one stream, all at once; what the orderer answered until the stream ended. */
export async function broadcast(target: NetworkTarget, envelopes: common.Envelope[]): Promise<string[]> {
  const client = new orderer.AtomicBroadcastClient(...connection(target, 'health'));
  const call = client.broadcast() as ClientDuplexStream<common.Envelope, orderer.BroadcastResponse>;
  try {
    for (const envelope of envelopes) call.write(envelope);
    call.end();
    const answers: string[] = [];
    for await (const answer of call as AsyncIterable<orderer.BroadcastResponse>) {
      answers.push(`${answer.getStatus()} ${answer.getInfo()}`.trim());
    }
    return answers;
  } finally {
    client.close();
  }
}

/** What the orderer delivers for a signed seek: blocks, then a status. */
export async function delivered(target: NetworkTarget, seek: common.Envelope): Promise<(common.Block | number)[]> {
  const client = new orderer.AtomicBroadcastClient(...connection(target, 'health'));
  const call = client.deliver() as ClientDuplexStream<common.Envelope, orderer.DeliverResponse>;
  try {
    call.write(seek);
    call.end();
    const answers: (common.Block | number)[] = [];
    for await (const answer of call as AsyncIterable<orderer.DeliverResponse>) {
      answers.push(answer.hasBlock() ? answer.getBlock()! : answer.getStatus());
    }
    return answers;
  } finally {
    client.close();
  }
}
