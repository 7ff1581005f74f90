/** Reading committed blocks: each transaction's id, type, code and event. */
import { common, peer } from '@hyperledger/fabric-protos';
import { limited } from '../protoutil/field-limit.ts';
import { ENDORSED_ACTION, openEnvelope } from '../validation/transaction.ts';

/** One transaction of a block. */
export type BlockTransaction = { id: string; type: number; code: number; envelope: Uint8Array };

/** A block's transactions, however malformed an envelope may be. */
export function transactionsOf(blockBytes: Uint8Array): BlockTransaction[] {
  const block = common.Block.deserializeBinary(blockBytes);
  const codes = Buffer.from(block.getMetadata()!.getMetadataList_asU8()[2]!);
  return block
    .getData()!
    .getDataList_asU8()
    .map((envelope, index) => ({ ...headerOf(envelope), code: codes[index]!, envelope }));
}

function headerOf(envelope: Uint8Array): { id: string; type: number } {
  try {
    const { channel } = openEnvelope(envelope).header;
    return { id: channel.transactionId, type: channel.type };
  } catch {
    return { id: '', type: 0 };
  }
}

/**
 * The event of an endorser transaction.
 * @throws Error when the action does not parse
 */
export function eventOf(envelope: Uint8Array): peer.ChaincodeEvent | undefined {
  const [action] = peer.Transaction.deserializeBinary(limited(openEnvelope(envelope).data, {})).getActionsList();
  if (!action) return undefined;
  const payload = peer.ChaincodeActionPayload.deserializeBinary(limited(action.getPayload_asU8(), ENDORSED_ACTION));
  const response = payload.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array();
  const extension = peer.ProposalResponsePayload.deserializeBinary(response).getExtension_asU8();
  const events = peer.ChaincodeAction.deserializeBinary(extension).getEvents_asU8();
  return events.length > 0 ? peer.ChaincodeEvent.deserializeBinary(events) : undefined;
}
