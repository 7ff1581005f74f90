import { common } from '@hyperledger/fabric-protos';
import { type BlockHeader, blockHeaderHash } from './header.ts';
import {
  type Identity,
  type MalformedEnvelope,
  parseEnvelope,
  parseIdentity,
  type Transaction,
} from './transaction.ts';

/** A signature of an orderer under a block. */
export type BlockSignature = {
  /** Who signed; under BFT the number that a consenter has in the channel's configuration. */
  readonly signer: Identity | number;
  /** The signature's header, whichever kind it is: the signature covers it. */
  readonly headerBytes: Uint8Array;
  readonly signature: Uint8Array;
};

/** A block, parsed, of any chaincode. Hashes are those that it states, save `headerHash`, which is computed. */
export type Block = BlockHeader & {
  readonly headerHash: Uint8Array;
  /** The envelopes as they stand in the block: what the data hash covers. */
  readonly envelopes: readonly Uint8Array[];
  readonly transactions: readonly (Transaction | MalformedEnvelope)[];
  /** `Metadata.value` of the signatures, which they cover. */
  readonly signedMetadata: Uint8Array;
  readonly signatures: readonly BlockSignature[];
};

/** `peer.TxValidationCode.NOT_VALIDATED`: what an envelope without a code counts as. */
const notValidated = 254;

function blockSignature(message: common.MetadataSignature): BlockSignature {
  const signature = message.getSignature_asU8();
  const identifierHeader = message.getIdentifierHeader_asU8();
  const signatureHeader = message.getSignatureHeader_asU8();
  if (signatureHeader.length === 0 && identifierHeader.length > 0) {
    const signer = common.IdentifierHeader.deserializeBinary(identifierHeader).getIdentifier();
    return { signer, headerBytes: identifierHeader, signature };
  }
  const creator = common.SignatureHeader.deserializeBinary(signatureHeader).getCreator_asU8();
  return { signer: parseIdentity(creator), headerBytes: signatureHeader, signature };
}

/**
 * Parses a `common.Block` into plain data. An envelope that does not parse stands there as malformed; nothing is
 * checked, see `verify/`.
 *
 * @throws Error when the bytes are no block.
 */
export function parseBlock(bytes: Uint8Array): Block {
  const block = common.Block.deserializeBinary(bytes);
  const header = block.getHeader();
  if (header === undefined) throw new Error('a block without a header');
  const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
  const signatures = common.Metadata.deserializeBinary(
    metadata[common.BlockMetadataIndex.SIGNATURES] ?? new Uint8Array(),
  );
  const codes = metadata[common.BlockMetadataIndex.TRANSACTIONS_FILTER] ?? new Uint8Array();
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  const fields: BlockHeader = {
    number: header.getNumber(),
    previousHash: header.getPreviousHash_asU8(),
    dataHash: header.getDataHash_asU8(),
  };
  return {
    ...fields,
    headerHash: blockHeaderHash(fields),
    envelopes,
    transactions: envelopes.map((envelope, index) => parseEnvelope(envelope, index, codes[index] ?? notValidated)),
    signedMetadata: signatures.getValue_asU8(),
    signatures: signatures.getSignaturesList().map(blockSignature),
  };
}
