import { type CollectionName, fromUtf8, ledgerRecord, type RecordType, toHex } from '@tallystick/protocol';
import type { Context } from 'fabric-contract-api';
import type { RecordOf, StateReader } from '../core/facts.ts';

type Stub = Pick<Context['stub'], 'getState' | 'getPrivateData' | 'getPrivateDataHash'>;

/** What a peer says when it knows a private value's hash but has not (or no longer) got the value. */
const notAvailable = /private data matching public hash version is not available/;

/** The committed state as the peer shows it through the stub: never one's own writes; an absent key reads as empty. */
export class CommittedState implements StateReader {
  readonly #stub: Stub;

  constructor(stub: Stub) {
    this.#stub = stub;
  }

  async record<T extends RecordType>(type: T, key: string): Promise<RecordOf<T> | undefined> {
    const text = fromUtf8(await this.#stub.getState(key));
    if (text === '') return undefined;
    const record = ledgerRecord.parse(JSON.parse(text));
    if (record.type !== type) throw new TypeError(`a record of type ${record.type} stands under a key for ${type}`);
    return record as RecordOf<T>;
  }

  async privateValue(collection: CollectionName, key: string): Promise<unknown> {
    const text = fromUtf8(await this.#privateBytes(collection, key));
    return text === '' ? undefined : JSON.parse(text);
  }

  async privateHash(collection: CollectionName, key: string): Promise<string | undefined> {
    const hash = await this.#stub.getPrivateDataHash(collection, key);
    return hash.length === 0 ? undefined : toHex(hash);
  }

  async #privateBytes(collection: CollectionName, key: string): Promise<Uint8Array> {
    try {
      return await this.#stub.getPrivateData(collection, key);
    } catch (error) {
      if (error instanceof Error && notAvailable.test(error.message)) return new Uint8Array();
      throw error;
    }
  }
}
