/** The valid writes of a block so far: what later transactions of the same block are checked against. */
import { sha256 } from '../protoutil/hash.ts';
import { bytesField, messageField, varint, varintField } from '../protoutil/wire.ts';
import { getOrAdd } from './maps.ts';
import type { HashedWrite, ParsedNamespace } from './read-write-set.ts';
import type { Version } from './version.ts';

/** A written key: its version and its value, or none for a delete. */
export type Update = { version: Version; value: Uint8Array | undefined };

type Updates = Map<string, Update>;

/** Gathers writes in block order; the last one to a key stands. */
export class BlockUpdates {
  readonly #public = new Map<string, Updates>();
  /** By namespace, then collection, then key hash in hex. */
  readonly #hashed = new Map<string, Map<string, Updates>>();

  /** Adds a valid transaction's writes. */
  add(namespaces: ParsedNamespace[], version: Version): void {
    for (const { namespace, writes, collections } of namespaces) {
      for (const { key, value } of writes) child(this.#public, namespace).set(key, { version, value });
      for (const collection of collections) {
        for (const write of collection.writes) this.#addHashed(namespace, collection.name, write, version);
      }
    }
  }

  #addHashed(namespace: string, collection: string, write: HashedWrite, version: Version): void {
    const collections = getOrAdd(this.#hashed, namespace, () => new Map<string, Updates>());
    child(collections, collection).set(Buffer.from(write.keyHash).toString('hex'), { version, value: write.valueHash });
  }

  /** What the block has written to a public key. */
  get(namespace: string, key: string): Update | undefined {
    return this.#public.get(namespace)?.get(key);
  }

  /** What the block has written to a private key. */
  getHash(namespace: string, collection: string, keyHash: Uint8Array): Update | undefined {
    return this.#hashed.get(namespace)?.get(collection)?.get(Buffer.from(keyHash).toString('hex'));
  }

  /** All public writes of a namespace. */
  of(namespace: string): ReadonlyMap<string, Update> {
    return this.#public.get(namespace) ?? new Map();
  }

  /**
   * The bytes of the block's writes under its commit hash: sorted by namespace, collection and key; a namespace or
   * collection is named at its first entry only.
   */
  deterministicBytes(): Buffer {
    const entries: Buffer[] = [];
    for (const namespace of [...new Set([...this.#public.keys(), ...this.#hashed.keys()])].sort()) {
      let named = namespace;
      const publicKeys = sortedKeys(this.#public.get(namespace), (key) => Buffer.from(key));
      for (const [key, update] of publicKeys) {
        entries.push(entry(named, '', key, update));
        named = '';
      }
      for (const [collection, updates] of [...(this.#hashed.get(namespace) ?? [])].sort(([a], [b]) =>
        a < b ? -1 : 1,
      )) {
        let collectionNamed = collection;
        for (const [key, update] of sortedKeys(updates, (hex) => Buffer.from(hex, 'hex'))) {
          entries.push(entry(named, collectionNamed, key, update));
          named = '';
          collectionNamed = '';
        }
      }
    }
    return Buffer.concat(entries);
  }
}

/** `commit_hash` of a block: over its codes, its writes and the commit hash before it. */
export function commitHash(codes: Uint8Array, updates: BlockUpdates, previous: Uint8Array): Buffer {
  return sha256(varint(codes.length), codes, updates.deterministicBytes(), previous);
}

function child(map: Map<string, Updates>, name: string): Updates {
  return getOrAdd(map, name, () => new Map());
}

function sortedKeys(updates: Updates | undefined, toBytes: (key: string) => Buffer): [Buffer, Update][] {
  const keys = [...(updates ?? [])].map(([key, update]): [Buffer, Update] => [toBytes(key), update]);
  return keys.sort(([a], [b]) => Buffer.compare(a, b));
}

function entry(namespace: string, collection: string, key: Uint8Array, { version, value }: Update): Buffer {
  return messageField(
    1,
    Buffer.concat([
      bytesField(1, namespace),
      bytesField(2, collection),
      bytesField(3, key),
      varintField(4, value === undefined),
      bytesField(5, value ?? new Uint8Array()),
      bytesField(6, Buffer.concat([orderPreserving(version.block), orderPreserving(version.tx)])),
    ]),
  );
}

/** A number so that bytes sort as numbers do: how many bytes it has, then those, big-endian. */
function orderPreserving(value: number): Buffer {
  const hex = value === 0 ? '' : value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([varint(bytes.length), bytes]);
}
