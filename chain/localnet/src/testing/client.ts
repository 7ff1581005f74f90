/** Clients of a test network: the real gateway client, as one of the target's users. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { type Contract, connect, type Gateway, hash, type Network, signers } from '@hyperledger/fabric-gateway';
import type { NetworkTarget } from '../target.ts';

/** A client's gateway, network and contract. */
export type TestClient = { gateway: Gateway; network: Network; contract: Contract; close(): void };

/** How a client is other than its organisation's own user. */
export type ClientOptions = {
  /** The organisation whose user it is, when it is not the peer's. */
  as?: string;
  mspId?: string;
  credentials?: { certificate: string; key: string };
  /** Milliseconds from now for each call; negative for a deadline that has passed. */
  deadline?: number;
};

/** Connects to an organisation's peer as one of a (perhaps other) organisation's users. */
export function connectClient(
  target: Pick<NetworkTarget, 'channel' | 'chaincode' | 'organisations'>,
  organisation: string,
  user = 'user',
  options: ClientOptions = {},
): TestClient {
  const own = organisationOf(target, organisation);
  const identity = organisationOf(target, options.as ?? organisation);
  const { certificate, key } = options.credentials ?? identity.users[user]!;
  const client = new grpc.Client(own.endpoint, grpc.credentials.createSsl(readFileSync(own.tlsRoot)), {
    'grpc.ssl_target_name_override': own.tlsServerName,
    'grpc.max_receive_message_length': -1,
  });
  const { deadline } = options;
  const limited = deadline === undefined ? undefined : () => ({ deadline: Date.now() + deadline });
  const perCall = limited
    ? { evaluateOptions: limited, endorseOptions: limited, submitOptions: limited, commitStatusOptions: limited }
    : {};
  const gateway = connect({
    client,
    identity: { mspId: options.mspId ?? identity.mspId, credentials: readFileSync(certificate) },
    signer: signers.newPrivateKeySigner(createPrivateKey(readFileSync(key))),
    hash: hash.sha256,
    ...perCall,
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
export function organisationOf(
  target: Pick<NetworkTarget, 'organisations'>,
  name: string,
): NetworkTarget['organisations'][number] {
  return target.organisations.find((organisation) => organisation.name === name)!;
}
