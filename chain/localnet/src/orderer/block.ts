/** Making blocks: header, orderer's signature and metadata, laid out as `data/fabric` §2 says. */
import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import type { SigningIdentity } from '../msp/identity.ts';
import { signatureHeaderBytes } from '../protoutil/envelope.ts';
import { blockDataHash, blockHeaderDer, sha256 } from '../protoutil/hash.ts';
import { bytesField, messageField, varintField } from '../protoutil/wire.ts';

/** A block before its validation: everything that the orderer makes. */
export type OrderedBlock = {
  number: number;
  envelopes: Uint8Array[];
  headerHash: Buffer;
  header: common.BlockHeader;
  /** `metadata[0]`. */
  signatures: Uint8Array;
};

/** Orders envelopes into the next block and signs it. */
export function orderBlock(
  number: number,
  previousHash: Uint8Array,
  envelopes: Uint8Array[],
  orderer: SigningIdentity,
): OrderedBlock {
  const { header, der } = blockHeader(number, previousHash, envelopes);
  const value = ordererMetadata(number);
  const signatureHeader = signatureHeaderBytes(orderer.bytes, randomBytes(24));
  const signature = new common.MetadataSignature();
  signature.setSignatureHeader(signatureHeader);
  signature.setSignature(orderer.sign(Buffer.concat([value, signatureHeader, der])));
  const metadata = new common.Metadata();
  metadata.setValue(value);
  metadata.setSignaturesList([signature]);
  return { number, envelopes, header, headerHash: sha256(der), signatures: metadata.serializeBinary() };
}

/** Block 0: the configuration, unsigned. */
export function genesisBlock(envelope: Uint8Array): OrderedBlock {
  const { header, der } = blockHeader(0, Buffer.alloc(0), [envelope]);
  const metadata = new common.Metadata();
  metadata.setValue(messageField(1, Buffer.alloc(0)));
  return { number: 0, envelopes: [envelope], header, headerHash: sha256(der), signatures: metadata.serializeBinary() };
}

/** `common.Block` with the validation codes and, but for block 0, the commit hash. */
export function blockBytes(block: OrderedBlock, codes: Uint8Array, commitHash: Uint8Array): Uint8Array {
  const data = new common.BlockData();
  data.setDataList(block.envelopes);
  const metadata = new common.BlockMetadata();
  const nothing = new Uint8Array();
  metadata.setMetadataList([block.signatures, nothing, codes, nothing, bytesField(1, commitHash)]);
  const message = new common.Block();
  message.setHeader(block.header);
  message.setData(data);
  message.setMetadata(metadata);
  return message.serializeBinary();
}

function blockHeader(
  number: number,
  previousHash: Uint8Array,
  envelopes: Uint8Array[],
): { header: common.BlockHeader; der: Buffer } {
  const dataHash = blockDataHash(envelopes);
  const header = new common.BlockHeader();
  header.setNumber(number);
  header.setPreviousHash(previousHash);
  header.setDataHash(dataHash);
  return { header, der: blockHeaderDer(BigInt(number), previousHash, dataHash) };
}

/** `OrdererBlockMetadata`: the last configuration stands in block 0; a Raft cluster of one at this index. */
function ordererMetadata(number: number): Buffer {
  const raft = Buffer.concat([messageField(1, Buffer.from([1])), varintField(2, 2), varintField(3, number + 2)]);
  return Buffer.concat([messageField(1, Buffer.alloc(0)), messageField(2, raft)]);
}
