import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import { type CanonicalValue, type CollectionName, canonicalJson, chaincodeName } from '@tallystick/protocol';
import { blockDataHash, sha256 } from '../block/header.ts';
import { endorserTransaction } from '../block/transaction.ts';

const { kvrwset } = ledger.rwset;

/** A write of a private collection in a made block. */
export type MadePrivateWrite = {
  readonly collection: CollectionName;
  readonly key: string;
  /** Undefined for a purge. */
  readonly value: string | undefined;
};

/** What a made transaction does. */
export type MadeTransaction = {
  readonly name: string;
  readonly argument?: CanonicalValue;
  readonly writes?: Readonly<Record<string, CanonicalValue>>;
  readonly privateWrites?: readonly MadePrivateWrite[];
  readonly code?: number;
};

function hashedSet(writes: readonly MadePrivateWrite[]): Uint8Array {
  const set = new kvrwset.HashedRWSet();
  for (const { key, value } of writes) {
    const write = new kvrwset.KVWriteHash();
    write.setKeyHash(sha256(Buffer.from(key)));
    if (value === undefined) write.setIsPurge(true);
    else write.setValueHash(sha256(Buffer.from(value)));
    set.addHashedWrites(write);
  }
  return set.serializeBinary();
}

function results({ writes = {}, privateWrites = [] }: MadeTransaction): Uint8Array {
  const set = new kvrwset.KVRWSet();
  for (const [key, value] of Object.entries(writes)) {
    const write = new kvrwset.KVWrite();
    write.setKey(key);
    write.setValue(Buffer.from(canonicalJson(value)));
    set.addWrites(write);
  }
  const namespace = new ledger.rwset.NsReadWriteSet();
  namespace.setNamespace(chaincodeName);
  namespace.setRwset(set.serializeBinary());
  for (const [collection, members] of Map.groupBy(privateWrites, (write) => write.collection)) {
    const hashed = new ledger.rwset.CollectionHashedReadWriteSet();
    hashed.setCollectionName(collection);
    hashed.setHashedRwset(hashedSet(members));
    namespace.addCollectionHashedRwset(hashed);
  }
  const whole = new ledger.rwset.TxReadWriteSet();
  whole.addNsRwset(namespace);
  return whole.serializeBinary();
}

function actionPayload(made: MadeTransaction): Uint8Array {
  const id = new peer.ChaincodeID();
  id.setName(chaincodeName);
  const input = new peer.ChaincodeInput();
  input.setArgsList([made.name, canonicalJson(made.argument ?? {})].map((text) => Uint8Array.from(Buffer.from(text))));
  const spec = new peer.ChaincodeSpec();
  spec.setChaincodeId(id);
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const proposal = new peer.ChaincodeProposalPayload();
  proposal.setInput(invocation.serializeBinary());
  const action = new peer.ChaincodeAction();
  action.setChaincodeId(id);
  action.setResults(results(made));
  const response = new peer.ProposalResponsePayload();
  response.setExtension$(action.serializeBinary());
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(response.serializeBinary());
  const payload = new peer.ChaincodeActionPayload();
  payload.setChaincodeProposalPayload(proposal.serializeBinary());
  payload.setAction(endorsed);
  return payload.serializeBinary();
}

function envelope(made: MadeTransaction, txId: string): Uint8Array {
  const creator = new msp.SerializedIdentity();
  creator.setMspid('AuthorityMSP');
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(endorserTransaction);
  channelHeader.setTxId(txId);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator.serializeBinary());
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const action = new peer.TransactionAction();
  action.setPayload(actionPayload(made));
  const transaction = new peer.Transaction();
  transaction.addActions(action);
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(transaction.serializeBinary());
  const whole = new common.Envelope();
  whole.setPayload(payload.serializeBinary());
  return whole.serializeBinary();
}

/** Transaction id of a made transaction. */
export const madeTxId = (block: number, index: number): string =>
  `${block}`.padStart(62, '0') + `${index}`.padStart(2, '0');

/** A block, unsigned, that holds these transactions of this project's chaincode. */
export function madeBlock(number: number, transactions: readonly MadeTransaction[]): Uint8Array {
  const envelopes = transactions.map((made, index) => envelope(made, madeTxId(number, index)));
  const header = new common.BlockHeader();
  header.setNumber(number);
  header.setDataHash(blockDataHash(envelopes));
  const data = new common.BlockData();
  data.setDataList(envelopes);
  const metadata = new common.BlockMetadata();
  const codes = Uint8Array.from(transactions, ({ code = 0 }) => code);
  metadata.setMetadataList([new Uint8Array(), new Uint8Array(), codes]);
  const block = new common.Block();
  block.setHeader(header);
  block.setData(data);
  block.setMetadata(metadata);
  return block.serializeBinary();
}
