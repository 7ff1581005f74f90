/** Building envelopes: headers and transactions. */
import { common, peer } from '@hyperledger/fabric-protos';
import { bytesField, messageField, timestampBytes, varintField } from './wire.ts';

/** A `ChannelHeader`'s bytes; `at` is its client's claim of the time. */
export function channelHeaderBytes(options: {
  type: number;
  version?: number;
  at: Date;
  channel: string;
  transactionId: string;
  extension?: Uint8Array;
}): Buffer {
  return Buffer.concat([
    varintField(1, options.type),
    varintField(2, options.version ?? 0),
    messageField(3, timestampBytes(options.at)),
    bytesField(4, options.channel),
    bytesField(5, options.transactionId),
    bytesField(7, options.extension ?? new Uint8Array()),
  ]);
}

/** A `SignatureHeader`'s bytes. */
export function signatureHeaderBytes(creator: Uint8Array, nonce: Uint8Array): Buffer {
  return Buffer.concat([bytesField(1, creator), bytesField(2, nonce)]);
}

/** A `Payload`'s bytes: what an envelope's signature covers. */
export function payloadBytes(channelHeader: Uint8Array, signatureHeader: Uint8Array, data: Uint8Array): Uint8Array {
  const header = new common.Header();
  header.setChannelHeader(channelHeader);
  header.setSignatureHeader(signatureHeader);
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(data);
  return payload.serializeBinary();
}

/** The payload of a transaction with one action, ready for its creator's signature. */
export function transactionPayload(options: {
  channelHeader: Uint8Array;
  signatureHeader: Uint8Array;
  publicPayload: Uint8Array;
  responsePayload: Uint8Array;
  endorsements: peer.Endorsement[];
}): Uint8Array {
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(options.responsePayload);
  endorsed.setEndorsementsList(options.endorsements);
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setChaincodeProposalPayload(options.publicPayload);
  actionPayload.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setHeader(options.signatureHeader);
  action.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([action]);
  return payloadBytes(options.channelHeader, options.signatureHeader, transaction.serializeBinary());
}
