import { Client, credentials } from '@grpc/grpc-js';
import { connect, type Gateway, hash, type Identity, type Network, type Signer } from '@hyperledger/fabric-gateway';
import { type ParsedConfig, readPem } from '../config.ts';
import { newSigner } from './low-s.ts';

/** A block of Fabric's may have 100 MB; arguments travel twice. */
const maxMessageBytes = 100 * 1024 * 1024;

/** The connection to one organisation's peer, with the own identity. */
export type Peer = {
  readonly mspId: string;
  readonly gateway: Gateway;
  readonly network: Network;
};

/** All peers that a client knows: one connection each, opened at its first call. */
export type Peers = {
  readonly own: string;
  /** MSP id and PEM certificate that every call is made under. */
  readonly identity: Identity;
  /** Every organisation of the target, the own one first. */
  readonly all: readonly string[];
  /** The peer of an organisation; undefined when the target has none. */
  get(mspId: string): Peer | undefined;
  close(): void;
};

type Organisation = ParsedConfig['target']['organisations'][number];

function openClient(organisation: Organisation): Client {
  const root = Buffer.from(readPem(organisation.tlsRoot, `${organisation.mspId}’s TLS root`));
  return new Client(organisation.endpoint, credentials.createSsl(root), {
    'grpc.ssl_target_name_override': organisation.tlsServerName,
    'grpc.default_authority': organisation.tlsServerName,
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    // A peer that comes back is found within a second; the callers space their attempts themselves.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    'grpc.keepalive_time_ms': 120_000,
  });
}

/** Opens the connections of a configuration. @throws Error when a PEM file cannot be read or a key is no P-256 key. */
export function openPeers(config: ParsedConfig): Peers {
  const { target, organisation: own } = config;
  const home = target.organisations.find(({ mspId }) => mspId === own);
  const user = home?.users[config.user];
  if (user === undefined) throw new Error('the user is not in the target');
  const certificate = readPem(user.certificate, `the certificate of user ${config.user}`);
  const identity: Identity = { mspId: own, credentials: Buffer.from(certificate) };
  const signer: Signer = newSigner(readPem(user.key, `the key of user ${config.user}`));
  const clients: Client[] = [];
  const peers = new Map<string, Peer>();
  for (const organisation of target.organisations) {
    const client = openClient(organisation);
    clients.push(client);
    // `hash.none` hands the signer whole messages: it hashes and signs them in one call.
    const gateway = connect({ client, identity, signer, hash: hash.none });
    peers.set(organisation.mspId, {
      mspId: organisation.mspId,
      gateway,
      network: gateway.getNetwork(target.channel),
    });
  }
  const all = [own, ...[...peers.keys()].filter((mspId) => mspId !== own)];
  return {
    own,
    identity,
    all,
    get: (mspId) => peers.get(mspId),
    close: () => {
      for (const { gateway } of peers.values()) gateway.close();
      for (const client of clients) client.close();
    },
  };
}
