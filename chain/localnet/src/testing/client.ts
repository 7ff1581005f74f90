/** Clients of a test network: the real gateway client, as one of the target's users. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { type Contract, connect, type Gateway, hash, type Network, signers } from '@hyperledger/fabric-gateway';
import type { NetworkTarget } from '../target.ts';

/** A client's gateway, network and contract. */
export type TestClient = { gateway: Gateway; network: Network; contract: Contract; close(): void };

/** Connects to an organisation's peer as one of a (perhaps other) organisation's users. */
export function connectClient(
  target: NetworkTarget,
  organisation: string,
  user = 'user',
  options: { as?: string; credentials?: { certificate: string; key: string } } = {},
): TestClient {
  const own = organisationOf(target, organisation);
  const identity = organisationOf(target, options.as ?? organisation);
  const { certificate, key } = options.credentials ?? identity.users[user]!;
  const client = new grpc.Client(own.endpoint, grpc.credentials.createSsl(readFileSync(own.tlsRoot)), {
    'grpc.ssl_target_name_override': own.tlsServerName,
  });
  const gateway = connect({
    client,
    identity: { mspId: identity.mspId, credentials: readFileSync(certificate) },
    signer: signers.newPrivateKeySigner(createPrivateKey(readFileSync(key))),
    hash: hash.sha256,
  });
  const network = gateway.getNetwork(target.channel);
  return {
    gateway,
    network,
    contract: network.getContract(target.chaincode),
    close: () => {
      gateway.close();
      client.close();
    },
  };
}

/** An organisation of a target by its name. */
export function organisationOf(target: NetworkTarget, name: string): NetworkTarget['organisations'][number] {
  return target.organisations.find((organisation) => organisation.name === name)!;
}
