/** One organisation's endorser: simulates a proposal through the chaincode and signs what came out. */
import { peer } from '@hyperledger/fabric-protos';
import { type ChaincodeConnection, TransactionTooLarge } from '../chaincode/connection.ts';
import { RequestSession } from '../chaincode/requests.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type SimulationResults, Simulator } from '../ledger/simulator.ts';
import { type Chaincode, readDefinition } from '../lifecycle.ts';
import type { SigningIdentity } from '../msp/identity.ts';
import type { ParsedProposal } from '../protoutil/proposal.ts';
import type { Gossip } from './gossip.ts';

const { Type } = peer.ChaincodeMessage;

/** What one endorser answers. */
export type EndorserResponse = {
  /** `ProposalResponsePayload` bytes: these must be the same at every endorser. */
  payload: Uint8Array;
  response: peer.Response;
  endorsement: peer.Endorsement;
  results: SimulationResults;
};

/** A chaincode's answer of 400 or more. */
export class ChaincodeError extends Error {
  readonly response: peer.Response;

  constructor(response: peer.Response) {
    super(`chaincode response ${response.getStatus()}, ${response.getMessage()}`);
    this.response = response;
  }
}

/** One organisation's peer, as the gateway sees it. */
export class Endorser {
  readonly mspId: string;
  readonly address: string;
  readonly #identity: SigningIdentity;
  readonly #connection: ChaincodeConnection;
  readonly #ledger: Ledger;
  readonly #gossip: Gossip;

  constructor(
    identity: SigningIdentity,
    address: string,
    connection: ChaincodeConnection,
    { ledger, gossip }: { ledger: Ledger; gossip: Gossip },
  ) {
    this.mspId = identity.mspId;
    this.address = address;
    this.#identity = identity;
    this.#connection = connection;
    this.#ledger = ledger;
    this.#gossip = gossip;
  }

  /**
   * Simulates a checked proposal at a height; nobody waits for it any more once `signal` is aborted.
   * @throws ChaincodeError when the chaincode refuses; Error when it could not run
   */
  async process(
    proposal: ParsedProposal,
    creatorMspId: string,
    chaincode: Chaincode,
    height: number,
    signal: AbortSignal,
  ): Promise<EndorserResponse> {
    const { channel, transactionId } = proposal.header.channel;
    const simulator = new Simulator({
      state: this.#ledger.state,
      history: this.#ledger.history,
      privateState: this.#ledger.privateData.state,
      height,
      transactionId,
      namespace: chaincode.name,
      holds: (collection) => chaincode.collections.get(collection)?.members.has(this.mspId) ?? false,
    });
    const session = new RequestSession(simulator, chaincode, channel, creatorMspId);
    const completed = await this.#connection
      .execute(transactionMessage(proposal), (request) => session.answer(request))
      .catch((error: Error) => {
        const tooLarge = error instanceof TransactionTooLarge;
        const what = tooLarge ? 'transaction returned with failure' : `failed to execute transaction ${transactionId}`;
        throw new Error(`error in simulation: ${what}: ${error.message}`);
      });
    const response = responseOf(completed);
    if (response.getStatus() >= 400) throw new ChaincodeError(response);
    readDefinition(simulator, chaincode.name, session.usedCollections);
    const results = simulator.results();
    await this.#disseminate(chaincode, proposal.header.channel, results, signal);
    const payload = responsePayload(proposal, chaincode, response, results, completed.getChaincodeEvent());
    return { payload, response, results, endorsement: this.endorse(payload) };
  }

  /**
   * Private data has to reach as many other members' peers as its collection asks for. While some of them are listed and do
   * not answer, this waits, as on Fabric: for them, or for gossip to notice that they have gone.
   */
  async #disseminate(
    { name, collections }: Chaincode,
    { channel, transactionId }: { channel: string; transactionId: string },
    results: SimulationResults,
    signal: AbortSignal,
  ): Promise<void> {
    for (const { collection } of results.privateSets) {
      const { definition, members } = collections.get(collection)!;
      const required = definition.requiredPeerCount;
      const others = [...members].filter((mspId) => mspId !== this.mspId);
      for (;;) {
        const eligible = others.filter((mspId) => this.#gossip.knows(this.mspId, mspId));
        if (eligible.length < required) {
          throw new Error(
            `error in simulation: failed to distribute private collection, txID ${transactionId}, channel ${channel}: ` +
              `could not build private data dissemination plan for chaincode ${name} and collection ${collection}: required to ` +
              `disseminate to at least ${required} peers, but know of only ${eligible.length} eligible peers`,
          );
        }
        if (eligible.filter((mspId) => this.#gossip.serves(mspId)).length >= required) break;
        await this.#gossip.changed(signal);
      }
    }
  }

  /** Signs a `ProposalResponsePayload`. */
  endorse(payload: Uint8Array): peer.Endorsement {
    const endorsement = new peer.Endorsement();
    endorsement.setEndorser(this.#identity.bytes);
    endorsement.setSignature(this.#identity.sign(Buffer.concat([payload, this.#identity.bytes])));
    return endorsement;
  }

  /** Ends the connection to the chaincode. */
  close(): void {
    this.#connection.close();
  }
}

function transactionMessage(proposal: ParsedProposal): peer.ChaincodeMessage {
  const message = new peer.ChaincodeMessage();
  message.setType(Type.TRANSACTION);
  message.setTxid(proposal.header.channel.transactionId);
  message.setChannelId(proposal.header.channel.channel);
  message.setPayload(proposal.input.serializeBinary());
  message.setProposal(proposal.signed);
  return message;
}

function responseOf(message: peer.ChaincodeMessage): peer.Response {
  if (message.getType() === Type.COMPLETED) return peer.Response.deserializeBinary(message.getPayload_asU8());
  const response = new peer.Response();
  response.setStatus(500);
  response.setMessage(Buffer.from(message.getPayload_asU8()).toString());
  return response;
}

function responsePayload(
  proposal: ParsedProposal,
  chaincode: Chaincode,
  response: peer.Response,
  results: SimulationResults,
  event: peer.ChaincodeEvent | undefined,
): Uint8Array {
  const id = new peer.ChaincodeID();
  id.setName(chaincode.name);
  id.setVersion(chaincode.version);
  const action = new peer.ChaincodeAction();
  action.setResults(results.publicBytes);
  action.setResponse(response);
  action.setChaincodeId(id);
  if (event) {
    event.setChaincodeId(chaincode.name);
    event.setTxId(proposal.header.channel.transactionId);
    action.setEvents(event.serializeBinary());
  }
  return proposalResponsePayload(proposal.proposalHash, action);
}

/** `ProposalResponsePayload` over an action. */
export function proposalResponsePayload(proposalHash: Uint8Array, action: peer.ChaincodeAction): Uint8Array {
  const payload = new peer.ProposalResponsePayload();
  payload.setProposalHash(proposalHash);
  payload.setExtension$(action.serializeBinary());
  return payload.serializeBinary();
}
