import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { toHex, utf8 } from '../bytes.ts';
import { verifyInclusion } from '../merkle/inclusion.ts';
import { merkleRoot } from '../merkle/tree.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { anchorOf } from './anchor.ts';
import { answerBatchOf, answerLeaf } from './answers.ts';
import { buildDayTrees, DAY_TREE_SIZES } from './day-tree.ts';
import { deriveLeafSecrets } from './holder.ts';
import { type EncounterLeaf, leafHash } from './leaf.ts';
import { answerReceipt, commitmentReceipt, verifyAnswerReceipt, verifyCommitmentReceipt } from './receipt.ts';

const random = seededRandom('commitment');
const hex = (bytes: number) => toHex(random(bytes));

const leaf: EncounterLeaf = {
  salt: random(16),
  rpi: random(16),
  aem: random(4),
  firstInterval: 3_000_000,
  seconds: 600,
  attenuation: 61,
  holderPublicKey: random(32),
};

test('a leaf is SHA-256 over the fields in the order of the protocol', () => {
  const numbers = Buffer.alloc(9);
  numbers.writeUInt32BE(3_000_000, 0);
  numbers.writeUInt32BE(600, 4);
  numbers.writeUInt8(61, 8);
  const expected = createHash('sha256')
    .update('tallystick/v1/leaf\0')
    .update(leaf.salt)
    .update(leaf.rpi)
    .update(leaf.aem)
    .update(numbers)
    .update(createHash('sha256').update(leaf.holderPublicKey).digest())
    .digest('hex');
  assert.equal(toHex(leafHash(leaf)), expected);
});

test('every field changes the leaf, and fields of another size are refused', () => {
  const changes: Partial<EncounterLeaf>[] = [
    { salt: random(16) },
    { rpi: random(16) },
    { aem: random(4) },
    { firstInterval: 3_000_001 },
    { seconds: 601 },
    { attenuation: 62 },
    { holderPublicKey: random(32) },
  ];
  const hashes = changes.map((change) => toHex(leafHash({ ...leaf, ...change })));
  assert.equal(new Set([...hashes, toHex(leafHash(leaf))]).size, changes.length + 1);
  const wrong: Partial<EncounterLeaf>[] = [
    { salt: random(15) },
    { rpi: random(17) },
    { aem: random(5) },
    { attenuation: 256 },
    { attenuation: -1 },
    { seconds: 0.5 },
    { holderPublicKey: random(33) },
  ];
  for (const change of wrong) assert.throws(() => leafHash({ ...leaf, ...change }), RangeError);
});

test('salt and holder keys come from the leaf secret alone, and differ for each leaf', () => {
  const secret = random(32);
  const once = deriveLeafSecrets(secret);
  const again = deriveLeafSecrets(secret);
  assert.deepEqual(once.salt, again.salt);
  assert.equal(once.salt.length, 16);
  assert.deepEqual(once.holder.publicKey, again.holder.publicKey);
  assert.notDeepEqual(deriveLeafSecrets(random(32)).holder.publicKey, once.holder.publicKey);
  assert.ok(ed25519.verify(once.holder.sign(utf8('challenge')), utf8('challenge'), once.holder.publicKey));
  assert.throws(() => deriveLeafSecrets(random(16)), RangeError);
});

test("a day's tree has one of five sizes whatever the number of encounters, and every leaf stands where it says", () => {
  fc.assert(
    fc.property(fc.nat(300), (count) => {
      const leaves = Array.from({ length: count }, () => random(32));
      const [day, ...more] = buildDayTrees(leaves, random);
      assert.equal(more.length, 0);
      assert.ok((DAY_TREE_SIZES as readonly number[]).includes(day!.tree.size));
      assert.ok(day!.tree.size >= count);
      assert.deepEqual(day!.tree.root, merkleRoot(day!.leaves));
      assert.equal(new Set(day!.positions).size, count);
      leaves.forEach((bytes, i) => {
        const index = day!.positions[i]!;
        const path = day!.tree.path(index);
        assert.ok(verifyInclusion({ leaf: bytes, index, size: day!.tree.size, path, root: day!.tree.root }));
      });
    }),
    { numRuns: 20 },
  );
});

test('sizes change exactly at their bounds', () => {
  const sizeFor = (count: number) =>
    buildDayTrees(
      Array.from({ length: count }, () => new Uint8Array(32)),
      random,
    ).map(({ tree }) => tree.size);
  assert.deepEqual(sizeFor(0), [64]);
  assert.deepEqual(sizeFor(64), [64]);
  assert.deepEqual(sizeFor(65), [256]);
  assert.deepEqual(sizeFor(257), [1_024]);
});

test('a day of more than 16,384 encounters is cut into several commitments', () => {
  const leaves = Array.from({ length: 16_385 }, (_, i) =>
    Uint8Array.from(createHash('sha256').update(`${i}`).digest()),
  );
  const [first, second] = buildDayTrees(leaves, random);
  assert.deepEqual([first!.tree.size, second!.tree.size], [16_384, 64]);
  assert.equal(second!.firstLeaf, 16_384);
  assert.deepEqual(second!.leaves[second!.positions[0]!], leaves[16_384]);
  assert.deepEqual(first!.leaves[first!.positions[7]!], leaves[7]);
});

test('leaves do not keep their order, and two trees over the same day differ', () => {
  const leaves = Array.from({ length: 50 }, () => random(32));
  const [one] = buildDayTrees(leaves);
  const [other] = buildDayTrees(leaves);
  assert.notDeepEqual(one!.tree.root, other!.tree.root);
  assert.notDeepEqual(
    one!.positions,
    leaves.map((_, i) => i),
  );
});

test('an anchor holds every root once, byte-sorted, and gives each a receipt that verifies', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 40 }), (bytes) => {
      const roots = bytes.map(toHex);
      const anchor = anchorOf([...roots, roots[0]!]);
      const sorted = [...new Set(roots)].sort();
      assert.deepEqual(
        anchor.entries.map(({ value }) => value),
        sorted,
      );
      assert.deepEqual(anchorOf([...roots].reverse()), anchor);
      for (const { value, ...place } of anchor.entries) {
        const receipt = commitmentReceipt.parse({
          root: value,
          ...place,
          anchorRoot: anchor.root,
          txId: 'ab'.repeat(32),
          block: 7,
        });
        assert.ok(verifyCommitmentReceipt(receipt));
        assert.ok(!verifyCommitmentReceipt({ ...receipt, root: hex(32) }));
        assert.ok(!verifyCommitmentReceipt({ ...receipt, anchorRoot: hex(32) }));
        assert.ok(!verifyCommitmentReceipt({ ...receipt, leafIndex: receipt.leafIndex + 1 }));
      }
    }),
    { numRuns: 30 },
  );
});

test('an anchor over nothing, or over a root of another length, is refused', () => {
  assert.throws(() => anchorOf([]), RangeError);
  assert.throws(() => anchorOf([hex(31)]), RangeError);
  assert.throws(() => anchorOf([hex(32).toUpperCase()]), RangeError);
});

test('a receipt takes no unknown field and no hash of another length', () => {
  const receipt = { root: hex(32), leafIndex: 0, treeSize: 1, path: [], anchorRoot: hex(32), txId: hex(32), block: 1 };
  assert.ok(commitmentReceipt.safeParse(receipt).success);
  assert.ok(!commitmentReceipt.safeParse({ ...receipt, extra: 1 }).success);
  assert.ok(!commitmentReceipt.safeParse({ ...receipt, path: ['ab'] }).success);
  assert.ok(!commitmentReceipt.safeParse({ ...receipt, leafIndex: -1 }).success);
});

test('a batch of answers counts each once and gives each a receipt that verifies', () => {
  const answers = Array.from({ length: 9 }, (_, i) => ({
    day: 20_000,
    id: hex(16),
    bit: i < 4 ? (1 as const) : (0 as const),
  }));
  const batch = answerBatchOf([...answers, answers[2]!]);
  assert.deepEqual([batch.day, batch.count, batch.sum], [20_000, 9, 4]);
  assert.deepEqual(batch.answers.map(answerLeaf), batch.answers.map(answerLeaf).sort());
  assert.deepEqual(answerBatchOf([...answers].reverse()), batch);
  for (const { value, ...place } of batch.entries) {
    const receipt = answerReceipt.parse({
      leaf: value,
      ...place,
      answersRoot: batch.root,
      txId: hex(32),
      block: 3,
    });
    assert.ok(verifyAnswerReceipt(receipt));
    assert.ok(!verifyAnswerReceipt({ ...receipt, leaf: hex(32) }));
  }
});

test('an answer leaf is SHA-256 over label, day, id and bit', () => {
  const expected = createHash('sha256')
    .update('tallystick/v1/answer\0')
    .update(Buffer.from([0, 0, 0x4e, 0x20]))
    .update(Buffer.alloc(16, 5))
    .update(Buffer.from([1]))
    .digest('hex');
  assert.equal(answerLeaf({ day: 20_000, id: '05'.repeat(16), bit: 1 }), expected);
});

test('a batch holds answers of one day, and at least one', () => {
  const answer = { day: 20_000, id: hex(16), bit: 1 } as const;
  assert.throws(() => answerBatchOf([answer, { ...answer, day: 20_001 }]), RangeError);
  assert.throws(() => answerBatchOf([]), RangeError);
});
