import { common, msp, peer } from '@hyperledger/fabric-protos';
import { type NamespaceSet, parseReadWriteSet } from './read-write-set.ts';

/** `common.HeaderType.ENDORSER_TRANSACTION`. */
export const endorserTransaction = 3;

/** A serialised identity: the organisation that speaks for a certificate, and the certificate. */
export type Identity = {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
  /** `msp.SerializedIdentity` as it stands in the block: what is hashed and signed. */
  readonly bytes: Uint8Array;
};

/** A signature and the identity that made it. */
export type Endorsement = { readonly endorser: Identity; readonly signature: Uint8Array };

/** What a chaincode did, as its endorsers signed it. */
export type ChaincodeAction = {
  readonly chaincode: { readonly name: string; readonly version: string };
  readonly status: number;
  readonly result: Uint8Array;
  readonly sets: readonly NamespaceSet[];
};

/** One action of a transaction; Fabric takes exactly one. */
export type Action = {
  readonly headerBytes: Uint8Array;
  readonly proposalPayloadBytes: Uint8Array;
  /** Chaincode and arguments that were proposed. */
  readonly chaincode: string;
  readonly args: readonly Uint8Array[];
  readonly responsePayloadBytes: Uint8Array;
  readonly proposalHash: Uint8Array;
  readonly endorsements: readonly Endorsement[];
  /** Undefined when it does not parse: any client that may write can order such a transaction. */
  readonly action: ChaincodeAction | undefined;
};

/** One envelope of a block with the bytes that its signatures and hashes cover. */
export type Transaction = {
  /** Position in the block. */
  readonly index: number;
  /** As the peer says; nothing signs it. */
  readonly validationCode: number;
  readonly payloadBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly channelHeaderBytes: Uint8Array;
  readonly signatureHeaderBytes: Uint8Array;
  readonly type: number;
  readonly channel: string;
  /** Empty in a configuration block after block 0. */
  readonly txId: string;
  /** Client's claim, Unix milliseconds. */
  readonly timestamp: number;
  /** Undefined in block 0. */
  readonly creator: Identity | undefined;
  readonly nonce: Uint8Array;
  readonly actions: readonly Action[];
};

/** What is left of an envelope that does not parse; it can never be valid. */
export type MalformedEnvelope = { readonly index: number; readonly validationCode: number; readonly malformed: true };

/** Parses `msp.SerializedIdentity`. @throws Error when the bytes are not one. */
export function parseIdentity(bytes: Uint8Array): Identity {
  const identity = msp.SerializedIdentity.deserializeBinary(bytes);
  return { mspId: identity.getMspid(), certificate: Buffer.from(identity.getIdBytes_asU8()).toString('latin1'), bytes };
}

/** The identity of an organisation and a certificate (PEM) that stand apart, as consenters do in a configuration. */
export function identityOf(mspId: string, pem: Uint8Array): Identity {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(pem);
  return parseIdentity(identity.serializeBinary());
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function parseChaincodeAction(bytes: Uint8Array): ChaincodeAction {
  const action = peer.ChaincodeAction.deserializeBinary(bytes);
  return {
    chaincode: {
      name: action.getChaincodeId()?.getName() ?? '',
      version: action.getChaincodeId()?.getVersion() ?? '',
    },
    status: action.getResponse()?.getStatus() ?? 0,
    result: action.getResponse()?.getPayload_asU8() ?? new Uint8Array(),
    sets: parseReadWriteSet(action.getResults_asU8()),
  };
}

function parseAction(header: Uint8Array, bytes: Uint8Array): Action {
  const payload = peer.ChaincodeActionPayload.deserializeBinary(bytes);
  const endorsed = payload.getAction();
  const responsePayloadBytes = endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array();
  const proposalPayloadBytes = payload.getChaincodeProposalPayload_asU8();
  const proposal = peer.ChaincodeProposalPayload.deserializeBinary(proposalPayloadBytes);
  const spec = peer.ChaincodeInvocationSpec.deserializeBinary(proposal.getInput_asU8()).getChaincodeSpec();
  const response = attempt(() => peer.ProposalResponsePayload.deserializeBinary(responsePayloadBytes));
  return {
    headerBytes: header,
    proposalPayloadBytes,
    chaincode: spec?.getChaincodeId()?.getName() ?? '',
    args: spec?.getInput()?.getArgsList_asU8() ?? [],
    responsePayloadBytes,
    proposalHash: response?.getProposalHash_asU8() ?? new Uint8Array(),
    endorsements: (endorsed?.getEndorsementsList() ?? []).map((endorsement) => ({
      endorser: parseIdentity(endorsement.getEndorser_asU8()),
      signature: endorsement.getSignature_asU8(),
    })),
    action: response && attempt(() => parseChaincodeAction(response.getExtension_asU8())),
  };
}

function parseActions(type: number, data: Uint8Array): Action[] {
  if (type !== endorserTransaction) return [];
  const transaction = peer.Transaction.deserializeBinary(data);
  return transaction.getActionsList().map((action) => parseAction(action.getHeader_asU8(), action.getPayload_asU8()));
}

function parseWhole(bytes: Uint8Array, index: number, validationCode: number): Transaction {
  const envelope = common.Envelope.deserializeBinary(bytes);
  const payloadBytes = envelope.getPayload_asU8();
  const payload = common.Payload.deserializeBinary(payloadBytes);
  const channelHeaderBytes = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
  const signatureHeaderBytes = payload.getHeader()?.getSignatureHeader_asU8() ?? new Uint8Array();
  const channelHeader = common.ChannelHeader.deserializeBinary(channelHeaderBytes);
  const signatureHeader = common.SignatureHeader.deserializeBinary(signatureHeaderBytes);
  const creator = signatureHeader.getCreator_asU8();
  const time = channelHeader.getTimestamp();
  return {
    index,
    validationCode,
    payloadBytes,
    signature: envelope.getSignature_asU8(),
    channelHeaderBytes,
    signatureHeaderBytes,
    type: channelHeader.getType(),
    channel: channelHeader.getChannelId(),
    txId: channelHeader.getTxId(),
    timestamp: time ? time.getSeconds() * 1000 + Math.floor(time.getNanos() / 1e6) : 0,
    creator: creator.length === 0 ? undefined : parseIdentity(creator),
    nonce: signatureHeader.getNonce_asU8(),
    actions: parseActions(channelHeader.getType(), payload.getData_asU8()),
  };
}

/** Parses one envelope of a block. Never throws: whoever may write may order any bytes. */
export function parseEnvelope(
  bytes: Uint8Array,
  index: number,
  validationCode: number,
): Transaction | MalformedEnvelope {
  return attempt(() => parseWhole(bytes, index, validationCode)) ?? { index, validationCode, malformed: true };
}
