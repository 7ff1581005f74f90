import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { common, msp, orderer } from '@hyperledger/fabric-protos';
import { type Block, parseBlock } from '../block/block.ts';
import { type Consenter, configuration } from '../block/consensus.ts';
import { blockDataHash, blockHeaderBytes, blockHeaderHash } from '../block/header.ts';
import { identityOf } from '../block/transaction.ts';
import type { Members } from '../verify/members.ts';

/** An orderer of a made channel. Its "certificate" is its name: who is a member, {@link madeMembers} says. */
export type MadeOrderer = Consenter & { readonly key: KeyObject };

/** A new orderer with a key of its own. */
export function madeOrderer(id: number): MadeOrderer {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { id, identity: identityOf('OrdererMSP', Buffer.from(`orderer ${id}`)), key: privateKey };
}

/** Members of a made channel: these, and nobody else. */
export function madeMembers(orderers: readonly MadeOrderer[]): Members {
  const find = (certificate: string) => orderers.find(({ identity }) => identity.certificate === certificate);
  return {
    lacks: () => false,
    find: ({ certificate }) =>
      // Whoever asks looks at the units alone.
      find(certificate) && { x509: undefined as never, units: ['orderer'], role: undefined },
    signed: ({ certificate }, signature, ...parts) => {
      const found = find(certificate);
      return found !== undefined && verify('sha256', Buffer.concat(parts), found.key, signature);
    },
  };
}

/** How a made block is signed: as a consenter by its number, or with the identity itself, as under Raft. */
export type MadeSigner = { readonly as: number | 'identity'; readonly key: KeyObject; readonly by: MadeOrderer };

/** A consenter that signs as itself. */
export const asConsenter = (by: MadeOrderer): MadeSigner => ({ as: by.id, key: by.key, by });

function metadataSignature(signer: MadeSigner, signed: Uint8Array, header: Uint8Array): common.MetadataSignature {
  const message = new common.MetadataSignature();
  const nonce = Uint8Array.of(1, 2, 3);
  let headerBytes: Uint8Array;
  if (signer.as === 'identity') {
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(signer.by.identity.bytes);
    signatureHeader.setNonce(nonce);
    headerBytes = signatureHeader.serializeBinary();
    message.setSignatureHeader(headerBytes);
  } else {
    const identifierHeader = new common.IdentifierHeader();
    identifierHeader.setIdentifier(signer.as);
    identifierHeader.setNonce(nonce);
    headerBytes = identifierHeader.serializeBinary();
    message.setIdentifierHeader(headerBytes);
  }
  message.setSignature(new Uint8Array(sign('sha256', Buffer.concat([signed, headerBytes, header]), signer.key)));
  return message;
}

/** Intermediate authorities (PEM) by MSP id, of the organisations that use the channel. */
export type MadeIntermediates = Readonly<Record<string, readonly string[]>>;

function application(intermediates: MadeIntermediates): common.ConfigGroup {
  const group = new common.ConfigGroup();
  for (const [mspId, certificates] of Object.entries(intermediates)) {
    const config = new msp.FabricMSPConfig();
    config.setName(mspId);
    config.setIntermediateCertsList(certificates.map((pem) => Uint8Array.from(Buffer.from(pem))));
    const wrapped = new msp.MSPConfig();
    wrapped.setConfig(config.serializeBinary());
    const value = new common.ConfigValue();
    value.setValue(wrapped.serializeBinary());
    const organisation = new common.ConfigGroup();
    organisation.getValuesMap().set('MSP', value);
    group.getGroupsMap().set(mspId, organisation);
  }
  return group;
}

/** What stands in a made block: a configuration with these consenters (`etcdraft` without any), or a transaction of no meaning. */
export type MadeContent =
  | { readonly consenters: readonly Consenter[]; readonly intermediates?: MadeIntermediates }
  | { readonly text: string };

function configEnvelope(consenters: readonly Consenter[], intermediates: MadeIntermediates = {}): Uint8Array {
  const type = new orderer.ConsensusType();
  type.setType(consenters.length === 0 ? 'etcdraft' : 'BFT');
  const mapping = new common.Orderers();
  mapping.setConsenterMappingList(
    consenters.map(({ id, identity }) => {
      const consenter = new common.Consenter();
      consenter.setId(id);
      consenter.setMspId(identity.mspId);
      consenter.setIdentity(msp.SerializedIdentity.deserializeBinary(identity.bytes).getIdBytes_asU8());
      return consenter;
    }),
  );
  const group = new common.ConfigGroup();
  for (const [name, bytes] of [
    ['ConsensusType', type.serializeBinary()],
    ['Orderers', mapping.serializeBinary()],
  ] as const) {
    const value = new common.ConfigValue();
    value.setValue(bytes);
    group.getValuesMap().set(name, value);
  }
  const channelGroup = new common.ConfigGroup();
  channelGroup.getGroupsMap().set('Orderer', group);
  channelGroup.getGroupsMap().set('Application', application(intermediates));
  const config = new common.Config();
  config.setChannelGroup(channelGroup);
  const envelope = new common.ConfigEnvelope();
  envelope.setConfig(config);
  return envelope.serializeBinary();
}

function envelopeOf(content: MadeContent): Uint8Array {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType('consenters' in content ? configuration : common.HeaderType.MESSAGE);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(
    'consenters' in content ? configEnvelope(content.consenters, content.intermediates) : Buffer.from(content.text),
  );
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope.serializeBinary();
}

/** The block after another, signed, naming the newest configuration before it. */
export function madeNext(
  previous: Block | undefined,
  content: MadeContent,
  lastConfiguration: number,
  signers: readonly MadeSigner[],
): Block {
  const envelopes = [envelopeOf(content)];
  const fields = {
    number: previous === undefined ? 0 : previous.number + 1,
    previousHash: previous === undefined ? new Uint8Array() : blockHeaderHash(previous),
    dataHash: blockDataHash(envelopes),
  };
  const header = new common.BlockHeader();
  header.setNumber(fields.number);
  header.setPreviousHash(fields.previousHash);
  header.setDataHash(fields.dataHash);
  const lastConfig = new common.LastConfig();
  lastConfig.setIndex(lastConfiguration);
  const signed = new common.OrdererBlockMetadata();
  signed.setLastConfig(lastConfig);
  const signatures = new common.Metadata();
  signatures.setValue(signed.serializeBinary());
  signatures.setSignaturesList(
    signers.map((signer) => metadataSignature(signer, signed.serializeBinary(), blockHeaderBytes(fields))),
  );
  const data = new common.BlockData();
  data.setDataList(envelopes);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList([signatures.serializeBinary()]);
  const block = new common.Block();
  block.setHeader(header);
  block.setData(data);
  block.setMetadata(metadata);
  return parseBlock(block.serializeBinary());
}
