import { createHash } from 'node:crypto';
import {
  type CanonicalValue,
  type CollectionName,
  canonicalJson,
  channelName,
  fromUtf8,
  organisations,
  parseErrorText,
  type TallystickError,
  utf8,
} from '@tallystick/protocol';
import type { Context } from 'fabric-contract-api';
import { contractClasses } from '../contracts.ts';
import type { Creator } from '../core/call.ts';

/** A proposal as a client would send it. */
export type Proposal = {
  /** Function name such as `encounters:anchor`. */
  readonly name: string;
  readonly texts: readonly string[];
  readonly transient: ReadonlyMap<string, Uint8Array>;
  readonly creator: Creator;
  /** Unix seconds. */
  readonly time: number;
  readonly txId: string;
};

/** What one endorser made of a proposal. */
export type Simulation = {
  readonly answer: string | undefined;
  readonly error: TallystickError | undefined;
  /** The message of the refusal as it would travel. */
  readonly errorText: string;
  /** Keys read, in order. */
  readonly reads: readonly string[];
  readonly writes: ReadonlyMap<string, Uint8Array>;
  readonly privateWrites: ReadonlyMap<string, Uint8Array>;
  readonly purges: readonly string[];
};

const everybody: readonly string[] = Object.values(organisations);
const members: Readonly<Record<CollectionName, readonly string[]>> = {
  keys: [organisations.authority, organisations.auditor],
  roots: everybody,
  authorisations: everybody,
};

const privateKey = (collection: string, key: string): string => `${collection}\n${key}`;
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/**
 * A ledger in memory with Fabric's semantics as far as the contract meets them: reads see the committed state only, an absent key
 * reads as empty, an empty value deletes, collections refuse the clients of other organisations, the hash of a private value outlives
 * a peer that has not received the value, and a purge takes both.
 */
export class MemoryLedger {
  readonly state = new Map<string, Uint8Array>();
  readonly privateHashes = new Map<string, Uint8Array>();
  readonly privateState = new Map<string, Uint8Array>();

  /** The committed record under a key. */
  record(key: string): Record<string, unknown> | undefined {
    const bytes = this.state.get(key);
    return bytes === undefined ? undefined : (JSON.parse(fromUtf8(bytes)) as Record<string, unknown>);
  }

  /** The committed private value under a key. */
  privateValue(collection: CollectionName, key: string): Record<string, unknown> | undefined {
    const bytes = this.privateState.get(privateKey(collection, key));
    return bytes === undefined ? undefined : (JSON.parse(fromUtf8(bytes)) as Record<string, unknown>);
  }

  /** This peer has not received a value whose hash it knows. */
  loseValue(collection: CollectionName, key: string): void {
    this.privateState.delete(privateKey(collection, key));
  }

  /** Endorses a proposal: nothing is written yet. */
  async simulate(proposal: Proposal): Promise<Simulation> {
    const run = new Run(this, proposal);
    const [contractName, functionName = ''] = proposal.name.split(':');
    const contract = contractClasses.map((Contract) => new Contract()).find((each) => each.getName() === contractName);
    const method = (contract as unknown as Record<string, unknown>)?.[functionName];
    if (typeof method !== 'function') throw new TypeError(`no function ${proposal.name}`);
    try {
      return run.result(String(await method.call(contract, run.context(), ...proposal.texts)));
    } catch (error) {
      return run.result(undefined, (error as Error).message);
    }
  }

  /** Commits what was endorsed. */
  commit({ writes, privateWrites, purges }: Simulation): void {
    for (const [key, value] of writes) {
      if (value.length === 0) this.state.delete(key);
      else this.state.set(key, value);
    }
    for (const [key, value] of privateWrites) {
      this.privateState.set(key, value);
      this.privateHashes.set(key, sha256(value));
    }
    for (const key of purges) {
      this.privateState.delete(key);
      this.privateHashes.delete(key);
    }
  }
}

class Run {
  readonly #ledger: MemoryLedger;
  readonly #proposal: Proposal;
  readonly #reads: string[] = [];
  readonly #writes = new Map<string, Uint8Array>();
  readonly #privateWrites = new Map<string, Uint8Array>();
  readonly #purges: string[] = [];

  constructor(ledger: MemoryLedger, proposal: Proposal) {
    this.#ledger = ledger;
    this.#proposal = proposal;
  }

  result(answer: string | undefined, errorText = ''): Simulation {
    return {
      answer,
      error: parseErrorText(`chaincode response 500, ${errorText}`),
      errorText,
      reads: this.#reads,
      writes: this.#writes,
      privateWrites: this.#privateWrites,
      purges: this.#purges,
    };
  }

  context(): Context {
    const { creator } = this.#proposal;
    const attributes = new Map(Object.entries({ role: creator.role, facility: creator.facility }));
    const clientIdentity = {
      getMSPID: () => creator.mspId,
      getAttributeValue: (name: string) => attributes.get(name) ?? null,
    };
    // Only what the contract may use exists: a call of anything else (a clock, an event, the process's own MSP id) fails the test.
    return { stub: this.#stub(), clientIdentity } as unknown as Context;
  }

  #stub(): Partial<Context['stub']> {
    const { state, privateState, privateHashes } = this.#ledger;
    const { txId, time, transient } = this.#proposal;
    return {
      getTxID: () => txId,
      getChannelID: () => channelName,
      getTransient: () => new Map(transient),
      getDateTimestamp: () => new Date(time * 1000),
      getState: async (key) => {
        this.#reads.push(key);
        return state.get(key) ?? new Uint8Array();
      },
      putState: async (key, value) => void this.#writes.set(key, value),
      getPrivateData: async (collection, key) => {
        const name = this.#member(collection, key, 'read');
        this.#reads.push(name);
        if (privateHashes.has(name) && !privateState.has(name)) {
          throw new Error(
            'private data matching public hash version is not available. Public hash version = {BlockNum: 7}',
          );
        }
        return privateState.get(name) ?? new Uint8Array();
      },
      getPrivateDataHash: async (collection, key) => {
        this.#reads.push(privateKey(collection, key));
        return privateHashes.get(privateKey(collection, key)) ?? new Uint8Array();
      },
      putPrivateData: async (collection, key, value) => {
        this.#privateWrites.set(this.#member(collection, key, 'write'), value);
      },
      purgePrivateData: async (collection, key) => void this.#purges.push(this.#member(collection, key, 'write')),
    };
  }

  #member(collection: string, key: string, access: 'read' | 'write'): string {
    if (!members[collection as CollectionName].includes(this.#proposal.creator.mspId)) {
      throw new Error(`tx creator does not have ${access} access permission on privatedata`);
    }
    return privateKey(collection, key);
  }
}

/** The transient map with the one field `private`. */
export function transientOf(value: CanonicalValue | undefined): Map<string, Uint8Array> {
  return new Map(value === undefined ? [] : [['private', utf8(canonicalJson(value))]]);
}
