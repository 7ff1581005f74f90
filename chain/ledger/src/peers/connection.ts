import { Client, credentials } from '@grpc/grpc-js';
import { connect, type Gateway, hash, type Identity, type Network } from '@hyperledger/fabric-gateway';
import type { ParsedConfig } from '../config.ts';
import { type Material, readMaterial } from './material.ts';

/** A block of Fabric's may have 100 MB; arguments travel twice. */
const maxMessageBytes = 100 * 1024 * 1024;

/** The connection to one organisation's peer, with the own identity. */
export type Peer = {
  readonly mspId: string;
  readonly gateway: Gateway;
  readonly network: Network;
  /** Aborts when a renewed certificate or TLS root has taken over: calls that were begun end as they are, streams are opened anew. */
  readonly retired: AbortSignal;
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

/** A gRPC client and the TLS root that it believes. */
export type Channel = { readonly tlsRoot: string; readonly client: Client };
/** The channels to the peers, by MSP id. */
export type Channels = ReadonlyMap<string, Channel>;

function openClient(organisation: Organisation, tlsRoot: string): Client {
  return new Client(organisation.endpoint, credentials.createSsl(Buffer.from(tlsRoot)), {
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

/** Channels to all peers; those of `before` whose TLS root is the same go on. */
export function openChannels({ target }: ParsedConfig, material: Material, before?: Channels): Channels {
  return new Map(
    target.organisations.map((organisation) => {
      const tlsRoot = material.tlsRoots.get(organisation.mspId) ?? '';
      const known = before?.get(organisation.mspId);
      const channel = known?.tlsRoot === tlsRoot ? known : { tlsRoot, client: openClient(organisation, tlsRoot) };
      return [organisation.mspId, channel];
    }),
  );
}

/** The peers as one identity sees them over some channels, which stay open when it is closed. */
export function peersOver(config: ParsedConfig, material: Material, channels: Channels, retired: AbortSignal): Peers {
  const { target, organisation: own } = config;
  const identity: Identity = { mspId: own, credentials: Buffer.from(material.certificate) };
  const peers = new Map<string, Peer>();
  for (const { mspId } of target.organisations) {
    const { client } = channels.get(mspId)!;
    // `hash.none` hands the signer whole messages: it hashes and signs them in one call.
    const gateway = connect({ client, identity, signer: material.signer.sign, hash: hash.none });
    peers.set(mspId, { mspId, gateway, network: gateway.getNetwork(target.channel), retired });
  }
  return {
    own,
    identity,
    all: [own, ...[...peers.keys()].filter((mspId) => mspId !== own)],
    get: (mspId) => peers.get(mspId),
    close: () => {
      for (const { gateway } of peers.values()) gateway.close();
      material.signer.close();
    },
  };
}

/** Opens the connections of a configuration, for good. @throws Error when a PEM file cannot be read or a key not be used. */
export function openPeers(config: ParsedConfig): Peers {
  const material = readMaterial(config);
  const channels = openChannels(config, material);
  const peers = peersOver(config, material, channels, new AbortController().signal);
  return {
    ...peers,
    close: () => {
      peers.close();
      for (const { client } of channels.values()) client.close();
    },
  };
}
