import { common, peer } from '@hyperledger/fabric-protos';
import type { NamespaceSet, Version } from '../block/read-write-set.ts';

const lifecycle = '_lifecycle';
const collectionsKey = /^namespaces\/fields\/([^/]+)\/Collections$/;

/** The `blockToLive` of each collection of a definition, by its name; 0 for one whose values stay. */
function livesIn(value: Uint8Array): Map<string, number> {
  // A field of a definition is `lifecycle.StateData`, which no package has; in `ConfigValue`, too, field 2 is bytes.
  const bytes = common.ConfigValue.deserializeBinary(value).getValue_asU8();
  const configs = peer.CollectionConfigPackage.deserializeBinary(bytes).getConfigList();
  return new Map(
    configs.map((config) => {
      const collection = config.getStaticCollectionConfig();
      return [collection?.getName() ?? '', collection?.getBlockToLive() ?? 0];
    }),
  );
}

/** A private value that lives for some blocks only: where it stands, and which one it is. */
export type Ending = { readonly place: string; readonly version: Version };

/**
 * When private values end (Fabric's `blockToLive`), by the chaincode definitions that the ledger itself holds. Written in
 * block n under a `blockToLive` of b, a value is there up to block n + b; block n + b + 1 still reads it, and ends it.
 */
export class Lifetimes {
  readonly #inForce = new Map<string, ReadonlyMap<string, number>>();
  /** What the block that is being judged commits: in force from the next one on. */
  readonly #coming = new Map<string, ReadonlyMap<string, number>>();
  readonly #endings = new Map<number, Ending[]>();

  /** Notes the definitions that a valid transaction commits. */
  noteDefinitions({ namespace, writes }: NamespaceSet): void {
    if (namespace !== lifecycle) return;
    for (const { key, value } of writes) {
      const chaincode = collectionsKey.exec(key)?.[1];
      if (chaincode !== undefined) this.#coming.set(chaincode, livesIn(value));
    }
  }

  /** Notes a private value that a valid transaction writes. */
  noteValue(namespace: string, collection: string, ending: Ending): void {
    const blockToLive = this.#inForce.get(namespace)?.get(collection) ?? 0;
    if (blockToLive === 0) return;
    const end = ending.version.block + blockToLive + 1;
    const others = this.#endings.get(end);
    if (others === undefined) this.#endings.set(end, [ending]);
    else others.push(ending);
  }

  /** The values that end with a block, unless they were written again since; to be called once all of it is noted. */
  endBlock(block: number): readonly Ending[] {
    for (const [chaincode, lives] of this.#coming) this.#inForce.set(chaincode, lives);
    this.#coming.clear();
    const endings = this.#endings.get(block) ?? [];
    this.#endings.delete(block);
    return endings;
  }
}
