import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consensusIn, lastConfiguration } from '../block/consensus.ts';
import { asConsenter, type MadeSigner, madeMembers, madeNext, madeOrderer } from '../testing/made-channel.ts';
import { checkOrderers, quorumOf } from './orderers.ts';

const consenters = [1, 2, 3, 4].map(madeOrderer);
const stranger = madeOrderer(9);
const [one, two, three, four] = consenters.map(asConsenter) as [MadeSigner, MadeSigner, MadeSigner, MadeSigner];
const genesis = madeNext(undefined, { consenters }, 0, []);
const bft = consensusIn(genesis);

function wrong(signers: readonly MadeSigner[], { members = consenters, consensus = bft } = {}): number {
  const block = madeNext(genesis, { text: 'one' }, 0, signers);
  return checkOrderers(block, madeMembers(members), consensus).length;
}

test('the quorum is Fabric’s, whatever the number of consenters', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 10, 13].map((total) => [total, quorumOf(total)]),
    [
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 3],
      [5, 4],
      [6, 4],
      [7, 5],
      [10, 7],
      [13, 9],
    ],
  );
  assert.equal(quorumOf(0), 1, 'nobody is no quorum');
});

test('consenters are read from a configuration block, and only from one', () => {
  assert.equal(bft?.type, 'BFT');
  assert.deepEqual(
    bft.consenters.map(({ id, identity }) => [id, identity.mspId, identity.certificate]),
    consenters.map(({ id, identity }) => [id, identity.mspId, identity.certificate]),
  );
  const block = madeNext(genesis, { text: 'one' }, 0, [one]);
  assert.equal(consensusIn(block), undefined);
  assert.deepEqual([genesis, block].map(lastConfiguration), [0, 0]);
  assert.equal(lastConfiguration(madeNext(block, { consenters }, 0, [])), 2);
});

test('a BFT block holds with the signatures of three of four consenters, by number or by identity', () => {
  assert.equal(wrong([one, two, three]), 0);
  assert.equal(wrong([four, two, one, three]), 0);
  assert.equal(wrong([one, two, { ...three, as: 'identity' }]), 0);
});

test('a BFT block is refused with too few signers, the same one twice, unknown ones or wrong keys', () => {
  assert.equal(wrong([]), 1);
  assert.equal(wrong([one, two]), 1);
  assert.equal(wrong([one, two, two]), 1);
  assert.equal(wrong([one, two, { ...two, as: 'identity' }]), 1, 'twice, once by number and once by identity');
  assert.equal(wrong([one, two, asConsenter(stranger)]), 1);
  assert.equal(
    wrong([one, two, { ...asConsenter(stranger), as: 'identity' }], { members: [...consenters, stranger] }),
    1,
  );
  assert.equal(wrong([one, two, { ...three, key: one.key }]), 1);
  assert.equal(wrong([one, two, { ...one, as: 3 }]), 1, 'one signs in the name of three');
  assert.equal(wrong([one, two, { ...three, key: stranger.key }, four]), 0, 'what does not hold costs one signature');
});

test('a consenter that the pinned organisations know nothing of does not count, whatever the configuration says', () => {
  assert.equal(wrong([one, two, three], { members: consenters.slice(0, 2) }), 1);
});

test('one signature does under Raft and not under BFT; a number says nothing under Raft', () => {
  const raft = { type: 'etcdraft', consenters: [] };
  const signed: MadeSigner = { ...one, as: 'identity' };
  assert.equal(wrong([signed], { consensus: raft }), 0);
  assert.equal(wrong([signed]), 1);
  assert.equal(wrong([one, two, three], { consensus: raft }), 3);
  assert.equal(wrong([one, two, three], { consensus: { type: 'BFT', consenters: [] } }), 1);
});
