import type { HashedRead, NamespaceSet, RangeRead, StateRead, Version } from '../block/read-write-set.ts';
import { Lifetimes } from './lifetimes.ts';
import { sameSummary, summaryOf } from './range-summary.ts';

/** Why a transaction's reads do not hold. */
export type Conflict = 'public read' | 'range' | 'private read';

const same = (a: Version | undefined, b: Version | undefined): boolean =>
  a?.block === b?.block && a?.transaction === b?.transaction;

const compareKeys = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function placeOf(namespace: string, collection: string, keyHash: Uint8Array): string {
  return `${namespace}\0${collection}\0${Buffer.from(keyHash).toString('hex')}`;
}

/**
 * The versions of all keys, made by replaying the writes of valid transactions: what read versions are checked against
 * (Fabric's MVCC and phantom checks). Holds no values.
 */
export class ReplayedState {
  readonly #public = new Map<string, Map<string, Version>>();
  readonly #hashed = new Map<string, Version>();
  readonly #lifetimes = new Lifetimes();

  /** The first read of a transaction that does not hold; undefined when all do. Public reads, ranges, private ones. */
  conflict(sets: readonly NamespaceSet[]): Conflict | undefined {
    const anySet = (holds: (set: NamespaceSet) => boolean): boolean => !sets.every(holds);
    if (anySet((set) => set.reads.every((read) => this.#holds(set.namespace, read)))) return 'public read';
    if (anySet((set) => set.ranges.every((range) => this.#rangeHolds(set.namespace, range)))) return 'range';
    const hashedHold = ({ namespace, collections }: NamespaceSet): boolean =>
      collections.every((c) => c.reads.every((read) => this.#hashedHolds(namespace, c.collection, read)));
    return anySet(hashedHold) ? 'private read' : undefined;
  }

  /** Applies the writes of a valid transaction. */
  apply(sets: readonly NamespaceSet[], version: Version): void {
    for (const set of sets) {
      this.#lifetimes.noteDefinitions(set);
      const keys = this.#keysOf(set.namespace);
      for (const { key, isDelete } of set.writes) {
        if (isDelete) keys.delete(key);
        else keys.set(key, version);
      }
      // A key's metadata has no version of its own; there is none without the key.
      for (const key of set.metadataKeys) if (keys.has(key)) keys.set(key, version);
      for (const { collection, writes } of set.collections) {
        for (const { keyHash, isDelete, isPurge } of writes) {
          const place = placeOf(set.namespace, collection, keyHash);
          if (isDelete || isPurge) {
            this.#hashed.delete(place);
            continue;
          }
          this.#hashed.set(place, version);
          this.#lifetimes.noteValue(set.namespace, collection, { place, version });
        }
      }
    }
  }

  /** Ends the private values whose time it is once all of a block is applied. */
  endBlock(block: number): void {
    for (const { place, version } of this.#lifetimes.endBlock(block)) {
      if (same(this.#hashed.get(place), version)) this.#hashed.delete(place);
    }
  }

  #keysOf(namespace: string): Map<string, Version> {
    const known = this.#public.get(namespace);
    if (known !== undefined) return known;
    const keys = new Map<string, Version>();
    this.#public.set(namespace, keys);
    return keys;
  }

  #holds(namespace: string, { key, version }: StateRead): boolean {
    return same(this.#keysOf(namespace).get(key), version);
  }

  #hashedHolds(namespace: string, collection: string, { keyHash, version }: HashedRead): boolean {
    return same(this.#hashed.get(placeOf(namespace, collection, keyHash)), version);
  }

  /** An iterator that was not read to its end is checked up to the last key seen, that one included. */
  #rangeHolds(namespace: string, { startKey, endKey, exhausted, seen }: RangeRead): boolean {
    // Nothing was taken from it.
    if (!exhausted && endKey === '') return true;
    const inRange = (key: string): boolean => {
      if (compareKeys(key, startKey) < 0) return false;
      if (!exhausted) return compareKeys(key, endKey) <= 0;
      return endKey === '' || compareKeys(key, endKey) < 0;
    };
    const keys = this.#keysOf(namespace);
    const now = [...keys].filter(([key]) => inRange(key)).sort(([a], [b]) => compareKeys(a, b));
    const reads = now.map(([key, version]) => ({ key, version }));
    if ('summary' in seen) return sameSummary(seen.summary, summaryOf(reads, seen.summary.maxDegree));
    return (
      reads.length === seen.reads.length &&
      reads.every(({ key, version }, at) => key === seen.reads[at]!.key && same(version, seen.reads[at]!.version))
    );
  }
}
