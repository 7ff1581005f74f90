/** What a chaincode may ask its peer for during a transaction, message by message. */
import { ledger, peer } from '@hyperledger/fabric-protos';
import type { RangeIterator } from '../ledger/range-iterator.ts';
import { VALIDATION_PARAMETER } from '../ledger/read-write-set.ts';
import type { Simulator } from '../ledger/simulator.ts';
import type { KeyValue } from '../ledger/state.ts';
import type { Chaincode, Collection } from '../lifecycle.ts';
import { invokeChaincode } from './other-chaincode.ts';
import { Queries, type ResultSource, sourceOf } from './queries.ts';

const { Type } = peer.ChaincodeMessage;
type Message = peer.ChaincodeMessage;
type TypeNumber = ReturnType<Message['getType']>;

const TYPE_NAMES = new Map<number, string>(Object.entries(Type).map(([name, number]) => [number, name]));

/** One transaction's requests. */
export class RequestSession {
  readonly #simulator: Simulator;
  readonly #chaincode: Chaincode;
  readonly #channel: string;
  readonly #creatorMspId: string;
  readonly #queries = new Queries();
  /** Whether a collection was named: the peer then reads the whole definition. */
  usedCollections = false;

  constructor(simulator: Simulator, chaincode: Chaincode, channel: string, creatorMspId: string) {
    this.#simulator = simulator;
    this.#chaincode = chaincode;
    this.#channel = channel;
    this.#creatorMspId = creatorMspId;
  }

  /** Answers a request: `RESPONSE`, or `ERROR` with the text that the contract then throws. */
  answer(request: Message): Message {
    const answer = new peer.ChaincodeMessage();
    answer.setTxid(request.getTxid());
    answer.setChannelId(request.getChannelId());
    try {
      answer.setType(Type.RESPONSE);
      answer.setPayload(this.#serve(request.getType(), request.getPayload_asU8()));
    } catch (error) {
      const name = TYPE_NAMES.get(request.getType()) ?? `message ${request.getType()}`;
      answer.setType(Type.ERROR);
      answer.setPayload(
        Buffer.from(`${name} failed: transaction ID: ${request.getTxid()}: ${(error as Error).message}`),
      );
    }
    return answer;
  }

  #serve(type: TypeNumber, payload: Uint8Array): Uint8Array {
    switch (type) {
      case Type.GET_STATE:
        return this.#getState(peer.GetState.deserializeBinary(payload));
      case Type.GET_PRIVATE_DATA_HASH:
        return this.#getHash(peer.GetState.deserializeBinary(payload));
      case Type.PUT_STATE:
        return this.#putState(peer.PutState.deserializeBinary(payload));
      case Type.DEL_STATE:
        return this.#deleteState(peer.DelState.deserializeBinary(payload));
      case Type.PURGE_PRIVATE_DATA:
        return this.#purge(peer.PurgePrivateState.deserializeBinary(payload));
      case Type.GET_STATE_BY_RANGE:
        return this.#range(peer.GetStateByRange.deserializeBinary(payload));
      case Type.GET_HISTORY_FOR_KEY:
        return this.#history(peer.GetHistoryForKey.deserializeBinary(payload).getKey());
      case Type.GET_STATE_METADATA:
        return this.#getPolicy(peer.GetStateMetadata.deserializeBinary(payload));
      case Type.PUT_STATE_METADATA:
        return this.#setPolicy(peer.PutStateMetadata.deserializeBinary(payload));
      case Type.QUERY_STATE_NEXT:
        return this.#queries.next(peer.QueryStateNext.deserializeBinary(payload).getId());
      case Type.QUERY_STATE_CLOSE:
        return this.#queries.close(peer.QueryStateClose.deserializeBinary(payload).getId());
      case Type.INVOKE_CHAINCODE:
        return invokeChaincode(peer.ChaincodeSpec.deserializeBinary(payload), {
          chaincode: this.#chaincode.name,
          channel: this.#channel,
          transactionId: this.#simulator.transactionId,
        });
      case Type.GET_QUERY_RESULT:
        throw new Error('ExecuteQuery not supported for localnet');
      default:
        throw new Error('not supported by localnet');
    }
  }

  #getState(request: peer.GetState): Uint8Array {
    const [collection, key] = [request.getCollection(), request.getKey()];
    if (collection === '') return this.#simulator.get(key) ?? new Uint8Array();
    this.#readable(collection);
    return this.#simulator.getPrivate(collection, key) ?? new Uint8Array();
  }

  #getHash(request: peer.GetState): Uint8Array {
    const collection = request.getCollection();
    this.usedCollections = true;
    if (!this.#chaincode.collections.has(collection)) {
      throw new Error(
        `collection [${collection}] not defined in the collection config for chaincode [${this.#chaincode.name}]`,
      );
    }
    return this.#simulator.getPrivateHash(collection, request.getKey()) ?? new Uint8Array();
  }

  #putState(request: peer.PutState): Uint8Array {
    const [collection, key, value] = [request.getCollection(), request.getKey(), request.getValue_asU8()];
    if (collection === '') this.#simulator.put(key, value);
    else {
      this.#writable(collection);
      this.#simulator.putPrivate(collection, key, value);
    }
    return new Uint8Array();
  }

  #deleteState(request: peer.DelState): Uint8Array {
    const [collection, key] = [request.getCollection(), request.getKey()];
    if (collection === '') this.#simulator.put(key, undefined);
    else {
      this.#writable(collection);
      this.#simulator.putPrivate(collection, key, undefined);
    }
    return new Uint8Array();
  }

  #purge(request: peer.PurgePrivateState): Uint8Array {
    this.#writable(request.getCollection());
    this.#simulator.putPrivate(request.getCollection(), request.getKey(), undefined, true);
    return new Uint8Array();
  }

  #range(request: peer.GetStateByRange): Uint8Array {
    const [collection, start, end] = [request.getCollection(), request.getStartkey(), request.getEndkey()];
    if (collection !== '') {
      this.#readable(collection);
      return this.#queries.open(this.#pairs(this.#simulator.privateRange(collection, start, end)));
    }
    const paging = peer.QueryMetadata.deserializeBinary(request.getMetadata_asU8());
    const [size, bookmark] = [paging.getPagesize(), paging.getBookmark()];
    if (size === 0 && bookmark === '') return this.#queries.open(this.#pairs(this.#simulator.range(start, end)));
    const page = this.#simulator.page(bookmark || start, end, size);
    const results = page.results.map((pair) => pairBytes(this.#chaincode.name, pair));
    return this.#queries.page(results, page.bookmark);
  }

  #pairs(range: RangeIterator): ResultSource {
    return (limit) => {
      const { results, more } = range.take(limit);
      return { results: results.map((pair) => pairBytes(this.#chaincode.name, pair)), more };
    };
  }

  #getPolicy(request: peer.GetStateMetadata): Uint8Array {
    const [collection, key] = [request.getCollection(), request.getKey()];
    if (collection !== '') this.#readable(collection);
    const policy = collection === '' ? this.#simulator.policy(key) : this.#simulator.privatePolicy(collection, key);
    const result = new peer.StateMetadataResult();
    if (policy) {
      const metadata = new peer.StateMetadata();
      metadata.setMetakey(VALIDATION_PARAMETER);
      metadata.setValue(policy);
      result.setEntriesList([metadata]);
    }
    return result.serializeBinary();
  }

  #setPolicy(request: peer.PutStateMetadata): Uint8Array {
    const [collection, key, metadata] = [request.getCollection(), request.getKey(), request.getMetadata()];
    if (metadata?.getMetakey() !== VALIDATION_PARAMETER) {
      throw new Error(`metadata other than ${VALIDATION_PARAMETER} is not supported by localnet`);
    }
    if (collection === '') this.#simulator.setPolicy(key, metadata.getValue_asU8());
    else {
      this.#writable(collection);
      this.#simulator.setPrivatePolicy(collection, key, metadata.getValue_asU8());
    }
    return new Uint8Array();
  }

  #history(key: string): Uint8Array {
    return this.#queries.open(sourceOf(this.#simulator.history(key)));
  }

  #collection(name: string): Collection {
    this.usedCollections = true;
    const collection = this.#chaincode.collections.get(name);
    if (!collection) throw new Error(`collection ${this.#channel}/${this.#chaincode.name}/${name} could not be found`);
    return collection;
  }

  #readable(name: string): void {
    const { definition, members } = this.#collection(name);
    if (definition.memberOnlyRead && !members.has(this.#creatorMspId)) throw this.#denied('read', name);
  }

  #writable(name: string): void {
    const { definition, members } = this.#collection(name);
    if (definition.memberOnlyWrite && !members.has(this.#creatorMspId)) throw this.#denied('write', name);
  }

  #denied(access: 'read' | 'write', collection: string): Error {
    return new Error(
      `tx creator does not have ${access} access permission on privatedata in chaincodeName:${this.#chaincode.name} collectionName: ${collection}`,
    );
  }
}

function pairBytes(namespace: string, { key, value }: KeyValue): Uint8Array {
  const pair = new ledger.queryresult.KV();
  pair.setNamespace(namespace);
  pair.setKey(key);
  pair.setValue(value);
  return pair.serializeBinary();
}
