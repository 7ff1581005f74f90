/** Damaged transactions under good signatures: of their creator, and of the peers that would have endorsed them. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { sign } from '../msp/ecdsa.ts';
import { type SigningIdentity, signingIdentity } from '../msp/identity.ts';
import { organisationOf } from './client.ts';
import { type Damage, damaged } from './mutation.ts';
import type { TestNetwork } from './network.ts';

/** How deep the damage is hidden: below the client's signature, or below the endorsements too. */
export const DEPTHS = ['envelope', 'payload', 'action', 'results', 'event'] as const;
/** One of the depths. */
export type Depth = (typeof DEPTHS)[number];

/** Signs what it is given, as a client and peers of bad will would. */
export class Sealer {
  readonly #client: KeyObject;
  readonly #peers: SigningIdentity[];

  constructor({ localnet, dataDir }: TestNetwork) {
    const { key } = organisationOf(localnet.target, 'health').users.user!;
    this.#client = createPrivateKey(readFileSync(key));
    this.#peers = localnet.target.organisations.map(({ mspId, name }) => {
      const file = (kind: string) => path.join(dataDir, 'organisations', name, `peer.${kind}`);
      return signingIdentity(mspId, readFileSync(file('pem'), 'utf8'), readFileSync(file('key'), 'utf8'));
    });
  }

  /** A prepared transaction's envelope with damage at a depth, signed again as far as it can be. */
  envelope(prepared: Uint8Array, depth: Depth, damages: Damage[]): common.Envelope {
    const envelope = gateway.PreparedTransaction.deserializeBinary(prepared).getEnvelope()!;
    const all = (bytes: Uint8Array): Uint8Array => damages.reduce<Uint8Array>(damaged, bytes);
    const whole = envelope.getPayload_asU8();
    envelope.setPayload(depth === 'payload' || depth === 'envelope' ? all(whole) : this.#payload(whole, depth, all));
    if (depth !== 'envelope') envelope.setSignature(sign(this.#client, envelope.getPayload_asU8()));
    return envelope;
  }

  /** A payload under the client's signature. */
  signed(payload: Uint8Array): common.Envelope {
    const envelope = new common.Envelope();
    envelope.setPayload(payload);
    envelope.setSignature(sign(this.#client, payload));
    return envelope;
  }

  #payload(bytes: Uint8Array, depth: Depth, all: (bytes: Uint8Array) => Uint8Array): Uint8Array {
    return changeAction(bytes, (response) => {
      const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
      if (depth === 'results') action.setResults(all(action.getResults_asU8()));
      if (depth === 'event') action.setEvents(all(action.getEvents_asU8()));
      const extension = action.serializeBinary();
      response.setExtension$(depth === 'action' ? all(extension) : extension);
      return this.#endorse(response.serializeBinary());
    });
  }

  #endorse(responsePayload: Uint8Array): peer.ChaincodeEndorsedAction {
    const endorsed = new peer.ChaincodeEndorsedAction();
    endorsed.setProposalResponsePayload(responsePayload);
    endorsed.setEndorsementsList(
      this.#peers.map((identity) => {
        const endorsement = new peer.Endorsement();
        endorsement.setEndorser(identity.bytes);
        endorsement.setSignature(identity.sign(Buffer.concat([responsePayload, identity.bytes])));
        return endorsement;
      }),
    );
    return endorsed;
  }
}

/** A transaction's payload with another endorsed action. */
function changeAction(
  bytes: Uint8Array,
  change: (response: peer.ProposalResponsePayload) => peer.ChaincodeEndorsedAction,
): Uint8Array {
  const payload = common.Payload.deserializeBinary(bytes);
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action] = transaction.getActionsList();
  const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8());
  const response = actionPayload.getAction()!.getProposalResponsePayload_asU8();
  actionPayload.setAction(change(peer.ProposalResponsePayload.deserializeBinary(response)));
  action!.setPayload(actionPayload.serializeBinary());
  payload.setData(transaction.serializeBinary());
  return payload.serializeBinary();
}
