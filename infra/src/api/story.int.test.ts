import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  type Answer,
  answerLeaf,
  claimOfAnswer,
  claimOfCommitment,
  claimOfPublication,
  dayAt,
  estimateExposed,
  exportReportTypes,
  fromHex,
  type RecordClaim,
  readExportFile,
  toHex,
  verifyAnswerReceipt,
  verifyCommitmentReceipt,
  verifyStatement,
  type WitnessKind,
  type WitnessStatementOf,
} from '@tallystick/protocol';
import { checkEndorsements } from '@tallystick/protocol/endorsement';
import { dataOf, graphql } from './client.ts';
import { authorise, pastKeys, publication, revoke } from './patient.ts';
import { acknowledge, commit, endorsementOf, exportIndex, mutations, publish, randomHex } from './requests.ts';
import { eventually, startSystem, type TestSystem } from './system.ts';

describe('the story over the API, with the Auditor watching', () => {
  let system: TestSystem;
  let networkId: string;
  before(async () => {
    system = await startSystem();
    networkId = (await dataOf<{ network: { id: string } }>(system.api.url, '{ network { id } }')).network.id;
  });
  after(() => system.stop());

  const witnessed = <K extends WitnessKind>(kind: K, subject: string): Promise<WitnessStatementOf<K>> =>
    eventually(`statement ${kind}/${subject}`, async () => {
      const response = await fetch(`${system.auditor.url}/witness/${kind}/${subject}`);
      if (response.status !== 200) return undefined;
      return verifyStatement(await response.json(), fromHex(system.witnessKey), networkId, { kind, subject });
    });
  /** Both services show what two organisations signed under a receipt, and it holds against the organisations' roots. */
  const endorsed = async (txId: string, claim: RecordClaim): Promise<void> => {
    const { organisations } = system.network.target;
    const expected = {
      organisations: Object.fromEntries(
        organisations.map(({ mspId, mspRoot }) => [mspId, readFileSync(mspRoot, 'utf8')]),
      ),
      channel: 'tallystick',
      txId,
      claim,
    };
    const evidence = await endorsementOf(system.api.url, txId);
    assert.equal(checkEndorsements(evidence, expected).organisations.length, 2);
    const other = { ...expected, claim: { ...claim, root: randomHex(32) } };
    assert.throws(() => checkEndorsements(evidence, other), /not what the receipt says/);
    const seen = await eventually(
      `the Auditor's view of ${txId}`,
      async () => (await endorsementOf(system.auditor.url, txId)) ?? undefined,
    );
    assert.deepEqual(seen, evidence);
  };
  const fileOf = async (sequence: number): Promise<ReturnType<typeof readExportFile> & { name: string }> => {
    const record = await eventually(`export ${sequence}`, async () =>
      (await exportIndex(system.api.url)).records.find((candidate) => candidate.sequence === sequence),
    );
    const response = await fetch(`${system.api.url}/exports/${record.name}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('cache-control') ?? '', /immutable/);
    const { exportKeys } = await dataOf<{ exportKeys: { keyId: string; publicKey: string }[] }>(
      system.api.url,
      '{ exportKeys { keyId publicKey } }',
    );
    const keys = exportKeys.map(({ keyId, publicKey }) => ({ keyId, publicKey: fromHex(publicKey) }));
    const read = readExportFile(new Uint8Array(await response.arrayBuffer()), keys);
    assert.equal(read.sha256, record.sha256);
    return { ...read, name: record.name };
  };

  it('anchors commitments sent together, with receipts that verify under the witness', async () => {
    const roots = Array.from({ length: 20 }, () => randomHex(32));
    const receipts = await Promise.all(roots.map((root) => commit(system.api.url, root)));
    for (const [i, receipt] of receipts.entries()) {
      assert.equal(receipt.root, roots[i]);
      assert.equal(verifyCommitmentReceipt(receipt), true);
    }
    // The first goes at once, the others with whoever came within the same step.
    assert.ok(new Set(receipts.map(({ anchorRoot }) => anchorRoot)).size <= roots.length / 2, 'roots are gathered');
    const { body } = await witnessed('anchor', receipts[0]!.anchorRoot);
    assert.equal(body.block, receipts[0]!.block);
    await endorsed(receipts[0]!.txId, claimOfCommitment(receipts[0]!));
    assert.ok(body.firstSeen !== null && Math.abs(body.firstSeen - Date.now() / 1000) < 60);
  });

  it('gives the same receipt to the same root, as mutation and as query', async () => {
    const root = randomHex(32);
    const first = await commit(system.api.url, root);
    assert.deepEqual(await commit(system.api.url, root), first);
    const query = `query ($root: Bytes!) {
      commitment(root: $root) { root anchorRoot leafIndex treeSize path txId block } }`;
    const { commitment } = await dataOf<{ commitment: unknown }>(system.api.url, query, { root });
    assert.deepEqual(commitment, first);
  });

  it('counts answers of a day, each once', async () => {
    const day = dayAt(Date.now() / 1000);
    const answers: Answer[] = [1, 0, 1].map((bit) => ({ day, id: randomHex(16), bit: bit as 0 | 1 }));
    const receipts = await Promise.all(answers.map((answer) => acknowledge(system.api.url, answer)));
    for (const [i, receipt] of receipts.entries()) {
      assert.equal(receipt.leaf, answerLeaf(answers[i]!));
      assert.equal(verifyAnswerReceipt(receipt), true);
    }
    assert.deepEqual(await acknowledge(system.api.url, answers[0]!), receipts[0]);
    const other = await graphql(system.api.url, mutations.acknowledge, { input: { ...answers[0], bit: 0 } });
    assert.equal(other.errors[0]?.extensions.code, 'CONFLICT');
    await witnessed('answers', receipts[0]!.answersRoot);
    await endorsed(receipts[0]!.txId, claimOfAnswer(receipts[0]!, day));
    const { statistics } = await dataOf<{ statistics: { answers: unknown[] } }>(
      system.api.url,
      '{ statistics { answers { day answers positive estimate low high } } }',
    );
    assert.deepEqual(statistics.answers, [{ day, answers: 3, positive: 2, ...estimateExposed(3, 2) }]);
  });

  it('shows no endorsement of the first configuration, or of what is not there', async () => {
    const { transactions } = await dataOf<{ transactions: { nodes: { endorsement: unknown }[] } }>(
      system.api.url,
      '{ transactions(first: 1, order: OLDEST_FIRST) { nodes { block endorsement { payload } } } }',
    );
    assert.deepEqual(transactions.nodes, [{ block: 0, endorsement: null }]);
    assert.equal(await endorsementOf(system.api.url, randomHex(32)), null);
  });

  it('publishes, exports, witnesses, and withdraws', async () => {
    const patient = await authorise(system.hospital);
    const keys = pastKeys(3);
    const input = publication(patient, keys);
    const first = await publish(system.api.url, input);
    assert.deepEqual(await publish(system.api.url, input), first, 'a retry gets the first receipt');
    await endorsed(first.txId, claimOfPublication(input));
    const file = await fileOf(1);
    assert.equal(file.content.keys.length, 140);
    const exported = new Map(file.content.keys.map((key) => [toHex(key.key), key]));
    for (const { key } of keys) assert.equal(exported.get(toHex(key))?.reportType, 'CONFIRMED_TEST');
    const { body } = await witnessed('export', '1');
    assert.equal(body.sha256, file.sha256);
    assert.deepEqual([body.real, body.padding, body.revised], [3, 137, 0]);

    await revoke(system.hospital, patient.authorisation);
    const correction = await fileOf(2);
    assert.deepEqual(
      correction.content.revisedKeys.map(({ key }) => toHex(key)).sort(),
      keys.map(({ key }) => toHex(key)).sort(),
    );
    assert.ok(correction.content.revisedKeys.every(({ reportType }) => reportType === exportReportTypes[5]));
    await witnessed('export', '2');
    const { authorisation } = await dataOf<{ authorisation: { status: string } }>(
      system.api.url,
      'query ($id: Bytes!) { authorisation(id: $id) { status } }',
      { id: patient.authorisation },
    );
    assert.equal(authorisation.status, 'REVOKED');
    const { audit } = await dataOf<{ audit: { findings: unknown[] } }>(
      system.auditor.url,
      '{ audit { findings { code subject detail } } }',
    );
    assert.deepEqual(audit.findings, []);
  });
});
