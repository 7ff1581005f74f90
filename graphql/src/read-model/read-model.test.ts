import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  anchorOf,
  answerBatchOf,
  organisations,
  recordKey,
  verifyAnswerReceipt,
  verifyCommitmentReceipt,
} from '@tallystick/protocol';
import { hashOf, modelOf, type ScriptedTransaction, scriptedBlocks } from '../testing/ledger-blocks.ts';
import { blockApplier } from './apply.ts';
import { dumpReadModel } from './dump.ts';
import { findTransaction, summaryOf } from './ledger-rows.ts';
import { answerIdUsed, answerReceiptOf, commitmentReceiptOf } from './receipts.ts';
import { findAnyRecord } from './rows.ts';
import { statisticsOf } from './statistics.ts';
import { openReadModel } from './store.ts';

const salt = hashOf('salt');
const purgeAfter = 2_000_000_000;

function anchor(roots: readonly string[], secret: 'purged' | 'there' = 'there'): ScriptedTransaction {
  const batch = anchorOf(roots);
  const sorted = batch.entries.map(({ value }) => value);
  return {
    records: [{ type: 'anchor', root: batch.root, count: sorted.length, purgeAfter }],
    secrets: [secret === 'there' ? { salt, roots: sorted } : 'purged'],
  };
}

const day = 19_000;
const answers = [
  { day, id: hashOf('a').slice(0, 32), bit: 1 as const },
  { day, id: hashOf('b').slice(0, 32), bit: 0 as const },
];
function answerBatch(secret: 'purged' | 'there' = 'there'): ScriptedTransaction {
  const batch = answerBatchOf(answers);
  return {
    records: [{ type: 'answers', day, root: batch.root, count: batch.count, sum: batch.sum, purgeAfter }],
    secrets: [secret === 'there' ? { salt, answers: batch.answers } : 'purged'],
  };
}

const roots = ['r1', 'r2', 'r3'].map(hashOf);
const purge: ScriptedTransaction = {
  function: 'purge:purge',
  purges: [
    { collection: 'roots', names: [recordKey.anchor(anchorOf(roots).root)] },
    { collection: 'keys', names: [recordKey.answers(answerBatchOf(answers).root)] },
  ],
};

describe('the read model', () => {
  it('gives receipts that verify, of the earliest anchor where several hold the root', () => {
    const model = modelOf([[], [anchor(roots)], [anchor([roots[0]!, hashOf('other')])], [answerBatch()]]);
    const receipt = commitmentReceiptOf(model, roots[0]!);
    assert.equal(receipt?.block, 1);
    assert.equal(verifyCommitmentReceipt(receipt!), true);
    assert.equal(commitmentReceiptOf(model, hashOf('other'))?.block, 2);
    assert.equal(commitmentReceiptOf(model, hashOf('unknown')), undefined);
    for (const { value } of answerBatchOf(answers).entries) {
      assert.equal(verifyAnswerReceipt(answerReceiptOf(model, value)!), true);
    }
    assert.equal(answerIdUsed(model, day, answers[0]!.id), true);
    assert.equal(answerIdUsed(model, day + 1, answers[0]!.id), false);
  });

  it('rebuilt after a purge equals the one that ran through it, row by row', () => {
    const running = modelOf([[], [anchor(roots)], [answerBatch()], [purge], [anchor([hashOf('later')])]]);
    const rebuilt = modelOf([
      [],
      [anchor(roots, 'purged')],
      [answerBatch('purged')],
      [purge],
      [anchor([hashOf('later')])],
    ]);
    assert.deepEqual(dumpReadModel(rebuilt), dumpReadModel(running));
    assert.equal(commitmentReceiptOf(running, roots[0]!), undefined);
    assert.notEqual(commitmentReceiptOf(running, hashOf('later')), undefined);
    assert.equal(findAnyRecord(running, recordKey.anchor(anchorOf(roots).root))?.purgedIn, 3);
    // A dump that left something out would make the comparison worth nothing.
    assert.notDeepEqual(
      dumpReadModel(modelOf([[], [anchor(roots)]])),
      dumpReadModel(modelOf([[], [anchor(roots.slice(1))]])),
    );
  });

  it('keeps nothing of an invalid transaction but that it was there', () => {
    const model = modelOf([[{ ...anchor(roots), valid: false }], [{ ...purge, valid: false }]]);
    assert.equal(commitmentReceiptOf(model, roots[0]!), undefined);
    assert.equal(findAnyRecord(model, recordKey.anchor(anchorOf(roots).root)), undefined);
    assert.equal(findTransaction(model, hashOf('transaction 0/0'))?.valid, false);
    const kept = modelOf([[anchor(roots)], [{ ...purge, valid: false }]]);
    assert.notEqual(commitmentReceiptOf(kept, roots[0]!), undefined, 'nor does an invalid purge erase anything');
  });

  it('keeps no detail of an authorisation', () => {
    const model = modelOf([
      [
        {
          records: [
            {
              type: 'authorisation',
              id: hashOf('id').slice(0, 32),
              publicKey: hashOf('key'),
              expires: purgeAfter,
              recordCommitment: hashOf('record'),
              facility: 'general-hospital',
              purgeAfter,
            },
          ],
          secrets: [{ salt, reportType: 'CONFIRMED_TEST', onset: 18_999, test: 'pcr' }],
        },
      ],
    ]);
    assert.equal(
      dumpReadModel(model).some((line) => line.includes('CONFIRMED_TEST')),
      false,
    );
  });

  it('refuses a block that is not the next one or does not link', () => {
    const [genesis, next] = scriptedBlocks([[], []]);
    const model = openReadModel(':memory:');
    const apply = blockApplier(model);
    assert.throws(() => apply(next!), { code: 'OTHER_NETWORK' });
    apply(genesis!);
    assert.throws(() => apply(genesis!), { code: 'OTHER_NETWORK' });
    assert.throws(() => apply({ ...next!, previousHash: hashOf('another') }), { code: 'OTHER_NETWORK' });
    apply(next!);
    assert.equal(model.height(), 2);
    assert.equal(model.network(), genesis!.headerHash);
  });

  it('keeps nothing that was purged in any of its files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tallystick-model-'));
    const model = openReadModel(join(folder, 'model.sqlite'));
    const apply = blockApplier(model);
    const stands = (): boolean =>
      readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(Buffer.from(roots[0]!, 'hex')));
    const blocks = scriptedBlocks([[], [anchor(roots)], [purge], []]);
    for (const block of blocks.slice(0, 2)) apply(block);
    assert.equal(stands(), true);
    apply(blocks[2]!);
    assert.equal(stands(), false);
    model.close();
    rmSync(folder, { recursive: true });
  });

  it('writes a block whole or not at all', () => {
    const [genesis] = scriptedBlocks([[anchor(roots), { records: [], secrets: [] }]]);
    const model = openReadModel(':memory:');
    const broken = { ...genesis!.transactions[0]!.privateWrites[0]!, value: { text: '{"roots":"none"}' } };
    const second = { ...genesis!.transactions[1]!, privateWrites: [broken] };
    assert.throws(() => blockApplier(model)({ ...genesis!, transactions: [genesis!.transactions[0]!, second] }));
    assert.deepEqual(dumpReadModel(model), []);
  });

  it('counts', () => {
    const model = modelOf([[anchor(roots)], [answerBatch()], [anchor([hashOf('later')])]]);
    const { anchors, commitments, answers: byDay } = statisticsOf(model);
    assert.deepEqual([anchors, commitments], [2, 4]);
    assert.deepEqual(
      byDay.map(({ day: of, answers: count, positive }) => [of, count, positive]),
      [[day, 2, 1]],
    );
  });

  it('gives every sentence a subject, also where a transaction names no creator', () => {
    const transaction = findTransaction(modelOf([[anchor(roots)]]), hashOf('transaction 0/0'))!;
    const configuration = { ...transaction, function: null, purged: [] };
    const unnamed = { ...configuration, organisation: '' };
    assert.deepEqual(
      [unnamed, { ...unnamed, valid: false }, configuration, { ...configuration, organisation: 'OrdererMSP' }].map(
        (row) => summaryOf(row, []),
      ),
      [
        'The network was set up with its own configuration.',
        'Somebody sent a transaction that the network did not accept.',
        'The authority changed the network’s own configuration.',
        'OrdererMSP changed the network’s own configuration.',
      ],
    );
  });

  it('says what happened in words', () => {
    const model = modelOf([[anchor(roots), { valid: false }, purge, { function: 'encounters:anchor' }]]);
    const words = [0, 1, 2, 3].map((index) => {
      const transaction = findTransaction(model, hashOf(`transaction 0/${index}`))!;
      return summaryOf(
        transaction,
        transaction.writes.map((key) => findAnyRecord(model, key)!.record),
      );
    });
    assert.deepEqual(words, [
      'The authority anchored 3 commitments.',
      'The authority sent a transaction that the network did not accept.',
      'The authority erased 2 private values whose time was over.',
      'The authority repeated what stood on the ledger already.',
    ]);
    assert.equal(findTransaction(model, hashOf('transaction 0/0'))?.organisation, organisations.authority);
  });
});
