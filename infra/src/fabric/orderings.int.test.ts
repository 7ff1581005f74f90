import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { type Block, type LedgerBlock, openLedger, parseBlock } from '@tallystick/ledger';
import { organisations, type TallystickError } from '@tallystick/protocol';
import { consensusIn } from '../../../chain/ledger/src/block/consensus.ts';
import { membersOf } from '../../../chain/ledger/src/verify/members.ts';
import { checkOrderers } from '../../../chain/ledger/src/verify/orderers.ts';
import { bootstrapPolicies, readTarget } from '../network/index.ts';
import { anchor } from '../network/testing/requests.ts';
import { followUntil } from '../network/testing/temporary-network.ts';
import { down, runningPids } from './network.ts';
import type { FabricPrograms } from './programs.ts';
import { programsOrSkip, type TemporaryFabric, temporaryFabric, verifyLedger } from './testing/temporary-fabric.ts';

const exportKey = { keyId: 'export-test', publicKey: `04${'5a'.repeat(64)}` };

async function openApi(t: TestContext, { network }: TemporaryFabric) {
  const target = readTarget(network.targetFile);
  const ledger = await openLedger({ target, organisation: organisations.authority, user: 'api' });
  t.after(() => ledger.close());
  return ledger;
}

test('one Raft orderer: up, a transaction, verified from block 0, down', async (t) => {
  const programs = programsOrSkip(t);
  if (programs === undefined) return;
  const fabric = await temporaryFabric(t, 'raft-1');
  const { network, say } = fabric;
  await network.up(programs, say);
  await bootstrapPolicies(readTarget(network.targetFile), { exportKey });
  const { block } = await (await openApi(t, fabric)).submit(anchor());
  const { blocks, faults } = await verifyLedger(network.targetFile);
  assert.deepEqual(faults, []);
  assert.ok(blocks > block);
  assert.equal(await down(network.layout), 7);
});

/** Fabric 2.5 knows no BFT: it is told before anything is made or started. */
async function refused({ network, say }: TemporaryFabric, programs: FabricPrograms): Promise<void> {
  await assert.rejects(network.up(programs, say), { message: /^BFT orderers need Fabric 3, and the programs are 2\./ });
  assert.deepEqual([runningPids(network.layout), existsSync(network.layout.folder)], [{}, false]);
}

/** What is wrong with a real block under the consenters of real block 0, once its signatures are changed. */
function judge(t: TestContext, fabric: TemporaryFabric, blocks: readonly LedgerBlock[]): void {
  const [genesis, ...others] = blocks.map(({ bytes }) => parseBlock(bytes));
  const consensus = consensusIn(genesis!);
  assert.equal(consensus?.type, 'BFT');
  assert.deepEqual(
    consensus.consenters.map(({ id }) => id),
    [1, 2, 3, 4],
  );
  const { organisations: all } = readTarget(fabric.network.targetFile);
  const roots = Object.fromEntries(all.map(({ mspId, mspRoot }) => [mspId, readFileSync(mspRoot, 'utf8')]));
  const wrong = (block: Block, pins = roots): number => checkOrderers(block, membersOf(pins), consensus).length;
  for (const block of others) {
    assert.equal(wrong(block), 0);
    const [one, two, three] = block.signatures;
    assert.ok(one !== undefined && two !== undefined && three !== undefined, 'a quorum signed');
    assert.equal(typeof one.signer, 'number');
    const signedBy = (...signatures: Block['signatures']): number => wrong({ ...block, signatures });
    assert.equal(signedBy(three, one, two), 0);
    assert.equal(signedBy(one, two), 1, 'too few');
    assert.equal(signedBy(one, two, two), 1, 'the same one twice');
    assert.equal(signedBy(one, two, { ...three, signer: 5 }), 1, 'nobody has this number');
    const [fourth] = [1, 2, 3, 4].filter((id) => ![one, two, three].some(({ signer }) => signer === id));
    assert.equal(signedBy(one, two, { ...three, signer: fourth! }), 1, 'another one’s key');
    assert.equal(wrong({ ...block, number: block.number + 1 }), 1, 'signed for another number');
  }
  const { HealthMSP: _, ...withoutHealth } = roots;
  assert.equal(wrong(others[0]!, withoutHealth), 1, 'orderers of an organisation that is not pinned do not count');
  t.diagnostic(`${others.length} real BFT blocks judged`);
}

test('four BFT orderers: blocks need three of them, for followers and for verify; one may be down, the leader too', async (t) => {
  const programs = programsOrSkip(t);
  if (programs === undefined) return;
  const fabric = await temporaryFabric(t, 'bft-4');
  const { network, said, say } = fabric;
  if (programs.version.startsWith('2.')) {
    await refused(fabric, programs);
    return t.skip(`Fabric ${programs.version} has no BFT, and refused to start it`);
  }
  await network.up(programs, say);
  await bootstrapPolicies(readTarget(network.targetFile), { exportKey });
  const ledger = await openApi(t, fabric);
  const first = await ledger.submit(anchor());
  const blocks = await followUntil(ledger, 0, ({ number }) => number === first.block);
  judge(t, fabric, blocks);

  // The first consenter leads at first: the others have to agree on another leader.
  process.kill(runningPids(network.layout)['orderer0.health']!, 'SIGKILL');
  const second = await ledger.submit(anchor());
  // From a checkpoint the consenters are looked up, by the network that is known.
  const known = { network: blocks[0]!.headerHash, previousHash: blocks.at(-1)!.headerHash };
  const followed = await followUntil(ledger, first.block + 1, ({ number }) => number === second.block, known);
  assert.equal(followed[0]?.number, first.block + 1);
  await assert.rejects(
    followUntil(ledger, first.block + 1, () => true, { ...known, network: '00'.repeat(32) }),
    (error: TallystickError) => error.code === 'OTHER_NETWORK',
  );
  const { blocks: count, faults } = await verifyLedger(network.targetFile);
  assert.deepEqual(faults, []);
  assert.ok(count > second.block);

  await network.up(programs, say);
  assert.ok(said.includes('Orderers and peers: 1 started, 6 running already'));
  assert.equal(await down(network.layout), 10);
});
