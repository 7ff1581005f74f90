import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client as Connection, credentials } from '@grpc/grpc-js';
import { type Contract, connect, type Gateway, hash, type Network } from '@hyperledger/fabric-gateway';
import { peer, gateway as services } from '@hyperledger/fabric-protos';
import type { NetworkTarget } from '@tallystick/ledger';
import { lowS } from './signature.ts';

/** PEM text: targets name files, or hold certificates themselves. */
export const pemText = (pem: string): string => (/^\s*-----BEGIN/.test(pem) ? pem : readFileSync(pem, 'utf8'));

/** Every call has an end, so that a rule says which one had none. */
const inTime = (): { deadline: number } => ({ deadline: Date.now() + 20_000 });

/** PEM texts of an identity. */
export type Credentials = { readonly certificate: string; readonly key: string };

/** One identity at one organisation's peer: the gateway client, and what is below it. */
export type Client = {
  /** The organisation that the identity says it is of. */
  readonly mspId: string;
  readonly certificate: string;
  readonly key: KeyObject;
  readonly gateway: Gateway;
  readonly network: Network;
  readonly contract: Contract;
  /** `protos.Deliver` at the same peer. */
  readonly deliver: peer.DeliverClient;
  /** `gateway.Gateway` without the client around it. */
  readonly service: services.GatewayClient;
};

/** The connections to one peer. */
type Connections = {
  readonly connection: Connection;
  readonly deliver: peer.DeliverClient;
  readonly service: services.GatewayClient;
};

/** Whose peer is called, and as whom. */
export type ClientOptions = {
  /** MSP id whose user is taken; by default that of the peer. */
  readonly as?: string;
  /** By default the organisation's first user. */
  readonly user?: string;
  /** Instead of a user of the target. */
  readonly credentials?: Credentials;
  /** The MSP id under which the credentials are shown. */
  readonly mspId?: string;
};

/** Clients of one target: a connection for each peer, a gateway for each identity at it. */
export class Clients {
  readonly target: NetworkTarget;
  readonly #connections = new Map<string, Connections>();
  readonly #gateways: Gateway[] = [];

  constructor(target: NetworkTarget) {
    this.target = target;
  }

  /** The organisation's entry in the target. @throws Error when there is none. */
  organisation(mspId: string): NetworkTarget['organisations'][number] {
    const found = this.target.organisations.find((each) => each.mspId === mspId);
    if (found === undefined) throw new Error(`${mspId} is not in the target`);
    return found;
  }

  /** A client at an organisation's peer. */
  at(mspId: string, options: ClientOptions = {}): Client {
    const given = options.credentials ?? this.#user(options.as ?? mspId, options.user);
    const { connection, deliver, service } = this.#connection(mspId);
    const key = createPrivateKey(given.key);
    const shown = options.mspId ?? options.as ?? mspId;
    const gateway = connect({
      client: connection,
      identity: { mspId: shown, credentials: Buffer.from(given.certificate) },
      // The signer is handed whole messages.
      hash: hash.none,
      signer: async (message) => lowS(key, message),
      evaluateOptions: inTime,
      endorseOptions: inTime,
      submitOptions: inTime,
      commitStatusOptions: inTime,
    });
    this.#gateways.push(gateway);
    const network = gateway.getNetwork(this.target.channel);
    return {
      mspId: shown,
      certificate: given.certificate,
      key,
      gateway,
      network,
      contract: network.getContract(this.target.chaincode),
      deliver,
      service,
    };
  }

  close(): void {
    for (const gateway of this.#gateways) gateway.close();
    for (const { connection, deliver, service } of this.#connections.values()) {
      deliver.close();
      service.close();
      connection.close();
    }
  }

  #user(mspId: string, name: string | undefined): Credentials {
    const { users } = this.organisation(mspId);
    const user = users[name ?? Object.keys(users)[0] ?? ''];
    if (user === undefined) throw new Error(`the target has no user ${name ?? ''} of ${mspId}`);
    return { certificate: pemText(user.certificate), key: pemText(user.key) };
  }

  #connection(mspId: string): Connections {
    const known = this.#connections.get(mspId);
    if (known !== undefined) return known;
    const { endpoint, tlsRoot, tlsServerName } = this.organisation(mspId);
    const secure = credentials.createSsl(Buffer.from(pemText(tlsRoot)));
    const options = {
      'grpc.ssl_target_name_override': tlsServerName,
      'grpc.default_authority': tlsServerName,
      'grpc.max_receive_message_length': 100 << 20,
    };
    const made = {
      connection: new Connection(endpoint, secure, options),
      deliver: new peer.DeliverClient(endpoint, secure, options),
      service: new services.GatewayClient(endpoint, secure, options),
    };
    this.#connections.set(mspId, made);
    return made;
  }
}
