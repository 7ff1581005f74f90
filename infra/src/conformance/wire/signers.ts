import assert from 'node:assert/strict';
import { common } from '@hyperledger/fabric-protos';
import { NotApplicable } from '../rule.ts';
import { serializedIdentity } from './envelope.ts';

/** Who signed a block, as `msp.SerializedIdentity`, and the header that is signed with it. */
export type Signer = { readonly creator: Uint8Array; readonly signed: Uint8Array };

/**
 * Who made one signature of a block's metadata: Raft's orderers sign with their identity, BFT's with their number among the
 * consenters, which are those of block 0 until the channel's configuration is updated.
 */
export function signerOf(
  signature: common.MetadataSignature,
  { metadata, channel }: { metadata: common.Metadata; channel: common.ConfigGroup },
): Signer {
  const signed = signature.getSignatureHeader_asU8();
  if (signed.length > 0) return { creator: common.SignatureHeader.deserializeBinary(signed).getCreator_asU8(), signed };
  const { lastConfig } = common.OrdererBlockMetadata.deserializeBinary(metadata.getValue_asU8()).toObject();
  if ((lastConfig?.index ?? 0) > 0) throw new NotApplicable('BFT consenters may have changed since block 0');
  const numbered = signature.getIdentifierHeader_asU8();
  const number = common.IdentifierHeader.deserializeBinary(numbered).getIdentifier();
  const value = channel.getGroupsMap().get('Orderer')!.getValuesMap().get('Orderers')!.getValue_asU8();
  const consenters = common.Orderers.deserializeBinary(value).getConsenterMappingList();
  const consenter = consenters.find((each) => each.getId() === number);
  assert.ok(consenter !== undefined, `no consenter has the number ${number}`);
  const certificate = Buffer.from(consenter.getIdentity_asU8()).toString();
  return { creator: serializedIdentity({ mspId: consenter.getMspId(), certificate }), signed: numbered };
}
