/** What the Deliver services send for a block: all of it, its summary, or all of it with the private data. */
import { common, peer } from '@hyperledger/fabric-protos';
import type { PrivateSet } from '../ledger/transient-store.ts';
import type { Network } from '../network.ts';
import { bytesField, messageField, varintField } from '../protoutil/wire.ts';
import { eventOf, transactionsOf } from './block-reader.ts';

/** Makes a serialized `DeliverResponse`, for a client's organisation at a peer's. */
export type ResponseMaker = (network: Network, number: number, block: Uint8Array, mspIds: string[]) => Uint8Array;

/** `DeliverResponse.status`. */
export function statusResponse(code: number): Uint8Array {
  return varintField(1, code);
}

/** The block's bytes as they are stored. */
export const fullBlock: ResponseMaker = (_network, _number, block) => messageField(2, block);

/** Ids, types, codes and events without payload, of invalid transactions too. */
export const filteredBlock: ResponseMaker = ({ channel }, number, block) => {
  const message = new peer.FilteredBlock();
  message.setChannelId(channel);
  message.setNumber(number);
  message.setFilteredTransactionsList(
    transactionsOf(block).map(({ id, type, code, envelope }) => {
      const transaction = new peer.FilteredTransaction();
      transaction.setTxid(id);
      transaction.setType(type as Parameters<peer.FilteredTransaction['setType']>[0]);
      transaction.setTxValidationCode(code as Parameters<peer.FilteredTransaction['setTxValidationCode']>[0]);
      if (type === common.HeaderType.ENDORSER_TRANSACTION) transaction.setTransactionActions(filteredActions(envelope));
      return transaction;
    }),
  );
  return messageField(3, message.serializeBinary());
};

function filteredActions(envelope: Uint8Array): peer.FilteredTransactionActions {
  const actions = new peer.FilteredTransactionActions();
  const event = readableEvent(envelope);
  if (event) {
    event.setPayload(new Uint8Array());
    const action = new peer.FilteredChaincodeAction();
    action.setChaincodeEvent(event);
    actions.setChaincodeActionsList([action]);
  }
  return actions;
}

/** On Fabric an action that does not parse makes filtered delivery of its block fail for ever; here it has no event. */
function readableEvent(envelope: Uint8Array): peer.ChaincodeEvent | undefined {
  try {
    return eventOf(envelope);
  } catch {
    return undefined;
  }
}

/** The block and the private data of collections of which both organisations are members. */
export const blockWithPrivateData: ResponseMaker = (network, number, block, mspIds) => {
  const { chaincode, ledger } = network;
  const visible = ledger.privateData.ofBlock(number).filter(({ collection }) => {
    const members = chaincode.collections.get(collection)?.members;
    return mspIds.every((mspId) => members?.has(mspId));
  });
  const entries = Map.groupBy(visible, ({ tx }) => tx)
    .entries()
    .map(([tx, sets]) => messageField(2, Buffer.concat([varintField(1, tx), messageField(2, privateSets(sets))])));
  return messageField(4, Buffer.concat([messageField(1, block), ...entries]));
};

/** `rwset.TxPvtReadWriteSet` of one transaction. */
function privateSets(sets: PrivateSet[]): Buffer {
  const namespaces = Map.groupBy(sets, ({ namespace }) => namespace)
    .entries()
    .map(([namespace, collections]) => {
      const parts = collections.map(({ collection, rwset }) =>
        messageField(2, Buffer.concat([bytesField(1, collection), bytesField(2, rwset)])),
      );
      return messageField(2, Buffer.concat([bytesField(1, namespace), ...parts]));
    });
  return Buffer.concat([...namespaces]);
}
