import assert from 'node:assert/strict';
import { test } from 'node:test';
import { common } from '@hyperledger/fabric-protos';
import { parseBlock } from '../block/block.ts';
import { type Consensus, consensusIn } from '../block/consensus.ts';
import { highTwin } from '../testing/high-s.ts';
import { hasRecordings, noRecordings, recordedBlocks, recordedFile, recordedMembers } from '../testing/recorded.ts';
import { checkHashes, checkTransactions, type Finding } from './checks.ts';
import { membersOf } from './members.ts';
import { checkOrderers } from './orderers.ts';

/** Names of the recording's own list for what is called otherwise here. */
const names: Record<string, string> = { proposalHash: 'proposalHashes', endorserSignature: 'endorserSignatures' };

function check(blocks: readonly Uint8Array[]): Finding[] {
  const members = recordedMembers();
  let previous: Uint8Array | undefined;
  let consensus: Consensus | undefined;
  return blocks.flatMap((bytes) => {
    const block = parseBlock(bytes);
    const findings = [
      ...checkHashes(block, previous),
      ...checkOrderers(block, members, consensus),
      ...checkTransactions(block, members),
    ];
    previous = block.headerHash;
    consensus = consensusIn(block) ?? consensus;
    return findings;
  });
}

/** The block with one change made to it. */
function changed(bytes: Uint8Array, change: (block: common.Block) => void): Uint8Array {
  const block = common.Block.deserializeBinary(Uint8Array.from(bytes));
  change(block);
  return block.serializeBinary();
}

test('the recorded blocks pass, and those broken on purpose fail exactly where they are broken', (t) => {
  if (!hasRecordings) return t.skip(noRecordings);
  const { notVerified } = JSON.parse(recordedFile('blocks', 'verification.json').toString('utf8')) as {
    notVerified: string[];
  };
  const expected = notVerified.map((line) => line.replace(/^(\d+)\.block\.bin#(\d+) \(\d+\): /, '$1#$2 '));
  const findings = check(recordedBlocks());
  const broken = findings.filter(({ check: name }) => name !== 'actions');
  const found = broken.map((f) => `${String(f.block).padStart(3, '0')}#${f.transaction} ${names[f.check] ?? f.check}`);
  assert.deepEqual(found.sort(), expected.sort());
  // Two actions, none, and a header that is not the payload's: the recording's list does not look at these.
  const actions = findings.filter(({ check: name }) => name === 'actions').map(({ block }) => block);
  assert.deepEqual(actions, [56, 57, 58]);
});

test('one changed byte of data, header or signature is found', (t) => {
  if (!hasRecordings) return t.skip(noRecordings);
  const blocks = recordedBlocks().slice(0, 10);
  const at = (number: number, change: (block: common.Block) => void): Finding[] =>
    check(blocks.map((bytes, n) => (n === number ? changed(bytes, change) : bytes)));

  const data = at(9, (block) => {
    const list = block.getData()!.getDataList_asU8();
    list[0]![40]! ^= 1;
    block.getData()!.setDataList(list);
  });
  assert.ok(data.some(({ check: name }) => name === 'dataHash'));

  const header = at(5, (block) => block.getHeader()!.setDataHash(new Uint8Array(32)));
  assert.deepEqual(
    header.map(({ block, check: name }) => `${block} ${name}`),
    ['5 dataHash', '5 ordererSignature', '6 previousHash'],
  );

  const unsigned = at(7, (block) => {
    const list = block.getMetadata()!.getMetadataList_asU8();
    list[0] = new common.Metadata().serializeBinary();
    block.getMetadata()!.setMetadataList(list);
  });
  assert.deepEqual(unsigned, [{ block: 7, check: 'ordererSignature' }]);
});

test('nobody is a member by the roots of others, nor an orderer by the roots of members', (t) => {
  if (!hasRecordings) return t.skip(noRecordings);
  const block = parseBlock(recordedBlocks()[5]!);
  const transaction = block.transactions[0]!;
  assert.ok(!('malformed' in transaction) && transaction.creator !== undefined);
  const root = (name: string): string => recordedFile('certs', `${name}.msp-root-ca.pem`).toString('utf8');
  assert.ok(membersOf({ HealthMSP: root('health') }).find(transaction.creator));
  assert.equal(membersOf({ HealthMSP: root('authority') }).find(transaction.creator), undefined);
  assert.equal(membersOf({ AuthorityMSP: root('health') }).find(transaction.creator), undefined);
  const raft: Consensus = { type: 'etcdraft', consenters: [] };
  assert.equal(checkOrderers(block, recordedMembers(), raft).length, 0);
  assert.equal(checkOrderers(block, membersOf({ HealthMSP: root('health') }), raft).length, 1);
  assert.equal(checkOrderers(block, recordedMembers(), undefined).length, 1, 'without a configuration nobody orders');
});

test('the high-S twin of a good signature is refused, as Fabric refuses it', (t) => {
  if (!hasRecordings) return t.skip(noRecordings);
  const [transaction] = parseBlock(recordedBlocks()[5]!).transactions;
  assert.ok(transaction !== undefined && !('malformed' in transaction) && transaction.creator !== undefined);
  const members = recordedMembers();
  const { creator, signature, payloadBytes } = transaction;
  assert.equal(members.signed(creator, signature, payloadBytes), true);
  assert.equal(members.signed(creator, highTwin(signature), payloadBytes), false);
});
