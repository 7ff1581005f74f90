/** Proposals: from `SignedProposal` to plain fields, and the hash over which endorsers agree. */
import { common, peer } from '@hyperledger/fabric-protos';
import { sha256 } from './hash.ts';

/** What a channel header says; `timestamp` in milliseconds, 0 when absent. */
export type ChannelHeaderFields = {
  type: number;
  channel: string;
  transactionId: string;
  epoch: number;
  timestamp: number;
  extension: Uint8Array;
};

/** Header bytes as received, with their fields. */
export type Header = {
  channelHeaderBytes: Uint8Array;
  signatureHeaderBytes: Uint8Array;
  channel: ChannelHeaderFields;
  creator: Uint8Array;
  nonce: Uint8Array;
};

/** A proposal, parsed. */
export type ParsedProposal = {
  signed: peer.SignedProposal;
  proposalBytes: Uint8Array;
  signature: Uint8Array;
  header: Header;
  chaincode: string;
  input: peer.ChaincodeInput;
  hasTransient: boolean;
  proposalHash: Buffer;
  /** `ChaincodeProposalPayload` without the transient map: what stands in the transaction. */
  publicPayload: Uint8Array;
};

/**
 * Parses `common.Header`.
 * @throws Error when a part does not parse
 */
export function parseHeader(header: common.Header): Header {
  const channelHeaderBytes = header.getChannelHeader_asU8();
  const signatureHeaderBytes = header.getSignatureHeader_asU8();
  const signatureHeader = common.SignatureHeader.deserializeBinary(signatureHeaderBytes);
  return {
    channelHeaderBytes,
    signatureHeaderBytes,
    channel: parseChannelHeader(channelHeaderBytes),
    creator: signatureHeader.getCreator_asU8(),
    nonce: signatureHeader.getNonce_asU8(),
  };
}

function parseChannelHeader(bytes: Uint8Array): ChannelHeaderFields {
  const header = common.ChannelHeader.deserializeBinary(bytes);
  const timestamp = header.getTimestamp();
  return {
    type: header.getType(),
    channel: header.getChannelId(),
    transactionId: header.getTxId(),
    epoch: header.getEpoch(),
    timestamp: timestamp ? timestamp.getSeconds() * 1000 + timestamp.getNanos() / 1_000_000 : 0,
    extension: header.getExtension_asU8(),
  };
}

/**
 * Parses a signed proposal.
 * @throws Error when a part does not parse
 */
export function parseProposal(signed: peer.SignedProposal): ParsedProposal {
  const proposalBytes = signed.getProposalBytes_asU8();
  const proposal = peer.Proposal.deserializeBinary(proposalBytes);
  const header = parseHeader(common.Header.deserializeBinary(proposal.getHeader_asU8()));
  const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
  const hasTransient = payload.getTransientmapMap().getLength() > 0;
  payload.clearTransientmapMap();
  const publicPayload = payload.serializeBinary();
  const spec = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8()).getChaincodeSpec();
  return {
    signed,
    proposalBytes,
    signature: signed.getSignature_asU8(),
    header,
    chaincode: spec?.getChaincodeId()?.getName() ?? '',
    input: spec?.getInput() ?? new peer.ChaincodeInput(),
    hasTransient,
    publicPayload,
    proposalHash: proposalHash(header, publicPayload),
  };
}

/** `ProposalResponsePayload.proposal_hash`: headers as received and the payload without its transient map. */
export function proposalHash(header: Header, publicPayload: Uint8Array): Buffer {
  return sha256(header.channelHeaderBytes, header.signatureHeaderBytes, publicPayload);
}
