import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bytes, fromHex, toHex, utf8 } from '../bytes.ts';
import { rootOfPath, verifyInclusion } from './inclusion.ts';
import { hashLeaf, hashNode, merkleRoot, merkleTree } from './tree.ts';

/** MTH as RFC 9162, 2.1.1 writes it: the reference that the tree is held against. */
function reference(leaves: readonly Uint8Array[]): Bytes {
  if (leaves.length === 1) return hashLeaf(leaves[0]!);
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return hashNode(reference(leaves.slice(0, half)), reference(leaves.slice(half)));
}

const numbered = (size: number) => Array.from({ length: size }, (_, i) => utf8(`leaf ${i}`));

test('the root is the one of the Certificate Transparency reference tree', () => {
  const leaves = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ].map((hex) => fromHex(hex));
  const root = '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328';
  assert.equal(toHex(merkleRoot(leaves)), root);
});

test('the tree is the one that the RFC defines, and every index of every size verifies', () => {
  for (let size = 1; size <= 70; size++) {
    const leaves = numbered(size);
    const tree = merkleTree(leaves);
    assert.deepEqual(tree.root, reference(leaves));
    assert.equal(tree.size, size);
    assert.deepEqual(
      tree.paths(toHex),
      leaves.map((_, index) => tree.path(index).map(toHex)),
    );
    leaves.forEach((leaf, index) => {
      assert.ok(verifyInclusion({ leaf, index, size, path: tree.path(index), root: tree.root }), `${index} of ${size}`);
    });
  }
});

test('any change breaks a proof', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 200 }),
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (size, n, at, flip) => {
        const index = n % size;
        const tree = merkleTree(numbered(size));
        const proof = { leaf: numbered(size)[index]!, index, size, path: tree.path(index), root: tree.root };
        const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === at % bytes.length ? byte ^ flip : byte));
        const level = at % proof.path.length;
        const changes = [
          { ...proof, leaf: flipped(proof.leaf) },
          { ...proof, root: flipped(proof.root) },
          { ...proof, path: proof.path.map((hash, i) => (i === level ? flipped(hash) : hash)) },
          { ...proof, path: proof.path.slice(1) },
          { ...proof, path: proof.path.slice(0, -1) },
          { ...proof, path: [...proof.path, tree.root] },
          { ...proof, path: proof.path.map((hash, i) => (i === level ? hash.subarray(1) : hash)) },
          { ...proof, index: (index + 1 + (at % (size - 1))) % size },
          { ...proof, index: size },
          { ...proof, index: -1 },
          { ...proof, index: index + 0.5 },
          { ...proof, size: index },
        ];
        for (const changed of changes) assert.ok(!verifyInclusion(changed));
      },
    ),
  );
});

test('a path that cannot belong to such a tree leads nowhere', () => {
  const tree = merkleTree(numbered(5));
  const proof = { leaf: numbered(5)[2]!, index: 2, size: 5, path: tree.path(2) };
  assert.deepEqual(rootOfPath(proof), tree.root);
  assert.equal(rootOfPath({ ...proof, path: [...proof.path, tree.root] }), null);
  assert.equal(rootOfPath({ ...proof, path: proof.path.slice(1) }), null);
  assert.equal(rootOfPath({ ...proof, path: proof.path.map((hash) => hash.subarray(1)) }), null);
});

test('an inner node does not pass for a leaf', () => {
  const leaves = numbered(2);
  const leaf = new Uint8Array([...hashLeaf(leaves[0]!), ...hashLeaf(leaves[1]!)]);
  assert.notDeepEqual(rootOfPath({ leaf, index: 0, size: 1, path: [] }), merkleRoot(leaves));
});

test('a tree over nothing and a path outside the tree are refused', () => {
  assert.throws(() => merkleTree([]), RangeError);
  for (const index of [-1, 3, 0.5]) assert.throws(() => merkleTree(numbered(3)).path(index), RangeError);
});
