import assert from 'node:assert/strict';
import { test } from 'node:test';
import { common, peer } from '@hyperledger/fabric-protos';
import type { CollectionSet, HashedWrite, NamespaceSet, Version } from '../block/read-write-set.ts';
import { ReplayedState } from './state.ts';

const keyHash = Uint8Array.of(1, 2, 3);
const nothing = { reads: [], ranges: [], writes: [], metadataKeys: [], collections: [] };

/** A read-write set that commits a definition of the chaincode `probe`: the `blockToLive` of its collections. */
function definition(lives: Readonly<Record<string, number>>): NamespaceSet {
  const configs = new peer.CollectionConfigPackage();
  for (const [name, blockToLive] of Object.entries(lives)) {
    const collection = new peer.StaticCollectionConfig();
    collection.setName(name);
    collection.setBlockToLive(blockToLive);
    const config = new peer.CollectionConfig();
    config.setStaticCollectionConfig(collection);
    configs.addConfig(config);
  }
  const field = new common.ConfigValue();
  field.setValue(configs.serializeBinary());
  const write = { key: 'namespaces/fields/probe/Collections', isDelete: false, value: field.serializeBinary() };
  return { ...nothing, namespace: '_lifecycle', writes: [write] };
}

const inCollection = (collection: Partial<CollectionSet>): NamespaceSet => ({
  ...nothing,
  namespace: 'probe',
  collections: [{ collection: 'short', reads: [], writes: [], ...collection }],
});
const write = (more: Partial<HashedWrite> = {}): HashedWrite => ({
  keyHash,
  isDelete: false,
  isPurge: false,
  valueHash: new Uint8Array(32),
  ...more,
});

/** A state to which block after block is applied, from block 1 on. */
function replayed(...blocks: readonly (readonly NamespaceSet[])[]) {
  const state = new ReplayedState();
  let next = 1;
  const apply = (...sets: readonly NamespaceSet[]): void => {
    state.apply(sets, { block: next, transaction: 0 });
    state.endBlock(next++);
  };
  for (const sets of blocks) apply(...sets);
  const reads = (version: Version | undefined, collection = 'short'): boolean =>
    state.conflict([inCollection({ collection, reads: [{ keyHash, version }] })]) === undefined;
  return { apply, reads };
}

const at = (block: number): Version => ({ block, transaction: 0 });
const written = inCollection({ writes: [write()] });

test('a value is read up to the block with which it ends, and absent from the next one on', () => {
  const { apply, reads } = replayed([definition({ short: 2 })], [written], [], []);
  assert.ok(reads(at(2)), 'block 5 still reads what block 2 wrote');
  apply();
  assert.ok(!reads(at(2)));
  assert.ok(reads(undefined));
});

test('a value that was written again lives from then on, also when it was in the block that ends its predecessor', () => {
  const early = replayed([definition({ short: 2 })], [written], [written], [], []);
  assert.ok(early.reads(at(3)));
  early.apply();
  assert.ok(early.reads(undefined));
  const late = replayed([definition({ short: 2 })], [written], [], [], [written]);
  assert.ok(late.reads(at(5)));
});

test('a collection without blockToLive, another chaincode’s and one that no definition knows keep their values', () => {
  const long = inCollection({ collection: 'long', writes: [write()] });
  const other = { ...written, namespace: 'other' };
  const state = replayed([definition({ short: 1, long: 0 })], [long, other], [], [], []);
  assert.ok(state.reads(at(2), 'long'));
  const unknown = replayed([written], [], [], []);
  assert.ok(unknown.reads(at(1)));
});

test('a definition counts from the block after its own, and leaves what was written before as it was', () => {
  const same = replayed([written, definition({ short: 1 })], [], [], []);
  assert.ok(same.reads(at(1)));
  const changed = replayed([definition({ short: 1 })], [written], [definition({ short: 9 })], []);
  assert.ok(changed.reads(undefined), 'the end was set when it was written');
});

test('what was deleted or purged does not come to its end, and what was written then lives its own time', () => {
  for (const gone of [write({ isDelete: true }), write({ isPurge: true })]) {
    const state = replayed([definition({ short: 2 })], [written], [inCollection({ writes: [gone] })], [written], []);
    assert.ok(state.reads(at(4)));
    state.apply();
    assert.ok(state.reads(at(4)), 'block 5 would have ended the first value');
    state.apply();
    assert.ok(state.reads(undefined));
  }
});
