import { AssertionError } from 'node:assert/strict';
import type { ServiceError } from '@grpc/grpc-js';
import type { Proposal, Transaction } from '@hyperledger/fabric-gateway';
import { common, gateway, google, msp, peer } from '@hyperledger/fabric-protos';
import type { Call, Refusal } from './calls.ts';
import type { Client } from './client.ts';
import { lowS } from './signature.ts';

/** What signs instead of a correct low-S signature. */
export type Signer = (message: Uint8Array) => Uint8Array;

/** `msp.SerializedIdentity` bytes. */
export function serializedIdentity({ mspId, certificate }: Pick<Client, 'mspId' | 'certificate'>): Uint8Array {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(Buffer.from(certificate));
  return identity.serializeBinary();
}

/** An endorsed transaction whose payload is changed and signed again by its creator, or by whatever else. */
export function alteredTransaction(
  client: Client,
  transaction: Transaction,
  change: (payload: common.Payload) => void,
  signer: Signer = (message) => lowS(client.key, message),
): Transaction {
  const prepared = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes());
  const envelope = prepared.getEnvelope()!;
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  change(payload);
  envelope.setPayload(payload.serializeBinary());
  return client.gateway.newSignedTransaction(prepared.serializeBinary(), signer(envelope.getPayload_asU8()));
}

/**
 * Submits an endorsed transaction's envelope, changed in any way, to a channel: below the gateway client, which would not send it.
 *
 * @returns how it was refused. @throws AssertionError when it was ordered.
 */
export async function submitRefused(
  { service }: Client,
  channel: string,
  transaction: Transaction,
  change: (envelope: common.Envelope) => void,
): Promise<Refusal> {
  const envelope = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes()).getEnvelope()!;
  change(envelope);
  const request = new gateway.SubmitRequest();
  request.setChannelId(channel);
  request.setTransactionId(transaction.getTransactionId());
  request.setPreparedTransaction(envelope);
  return new Promise((resolve, reject) => {
    service.submit(request, (error) => {
      if (error === null) reject(new AssertionError({ message: 'the envelope was ordered' }));
      else resolve({ code: error.code, message: error.details, details: detailsOf(error) });
    });
  });
}

/** Details of an error below the gateway client, as {@link Refusal} has them. */
function detailsOf({ metadata }: ServiceError): string[] {
  return metadata
    .get('grpc-status-details-bin')
    .flatMap((bytes) => google.rpc.Status.deserializeBinary(Buffer.from(bytes)).getDetailsList())
    .map((any) => gateway.ErrorDetail.deserializeBinary(any.getValue_asU8()))
    .map((detail) => `${detail.getMspId()}: ${detail.getMessage()}`);
}

/** Changes the channel header of a payload or proposal header. */
export function changeChannelHeader(header: common.Header, change: (channel: common.ChannelHeader) => void): void {
  const channel = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  change(channel);
  header.setChannelHeader(channel.serializeBinary());
}

/** Changes the one action of a transaction's payload. */
export function changeAction(payload: common.Payload, change: (action: peer.ChaincodeActionPayload) => void): void {
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action] = transaction.getActionsList();
  const inner = peer.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8());
  change(inner);
  action!.setPayload(inner.serializeBinary());
  payload.setData(transaction.serializeBinary());
}

/** A proposal whose header is changed, signed by its creator or by whatever else. */
export function alteredProposal(
  client: Client,
  { name, options }: Call,
  change: (header: common.Header) => void,
  signer: Signer = (message) => lowS(client.key, message),
): Proposal {
  const proposed = gateway.ProposedTransaction.deserializeBinary(client.contract.newProposal(name, options).getBytes());
  const signed = proposed.getProposal()!;
  const proposal = peer.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  change(header);
  proposal.setHeader(header.serializeBinary());
  signed.setProposalBytes(proposal.serializeBinary());
  return client.gateway.newSignedProposal(proposed.serializeBinary(), signer(signed.getProposalBytes_asU8()));
}

/** A question after the outcome of any transaction id, signed by the client or by whatever else. */
export function commitOf(client: Client, channel: string, txId: string, signer?: Signer): { getStatus: StatusCall } {
  const request = new gateway.CommitStatusRequest();
  request.setChannelId(channel);
  request.setTransactionId(txId);
  request.setIdentity(serializedIdentity(client));
  const signed = new gateway.SignedCommitStatusRequest();
  signed.setRequest(request.serializeBinary());
  const signature = (signer ?? ((message) => lowS(client.key, message)))(request.serializeBinary());
  return client.gateway.newSignedCommit(signed.serializeBinary(), signature);
}

type StatusCall = ReturnType<Client['gateway']['newSignedCommit']>['getStatus'];
