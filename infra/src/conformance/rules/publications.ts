import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Submission } from '@tallystick/ledger';
import { defaultRiskPolicy, organisations, recordKey, type TallystickError } from '@tallystick/protocol';
import { anchor, answers, now, patient, random } from '../../network/testing/requests.ts';
import { followUntil } from '../../network/testing/temporary-network.ts';
import {
  adapter,
  administrator,
  api,
  authorised,
  comesTo,
  nextExport,
  nextRiskVersion,
  refusedAs,
  seenBy,
  writesOf,
} from '../contract-side.ts';
import { contractRules, type Rule } from '../rule.ts';
import { blockBytes } from '../wire/blocks.ts';

const { health, authority, auditor } = organisations;

/** What becomes of an authorisation: publications, answers, exports, policies and purges. */
export const publicationRules: readonly Rule[] = contractRules('records', {
  signature: {
    says: 'A publication that is not signed with the code’s key: SIGNATURE_INVALID.',
    check: async (side) => {
      const [person, other] = [await authorised(side), await patient()];
      const argument = { ...person.publish.argument, signature: other.publish.argument.signature };
      await refusedAs((await api(side)).submit({ ...person.publish, argument }), 'SIGNATURE_INVALID');
    },
  },
  'publish-retry': {
    says: 'The same publication again is answered with the first effect, other keys under the code with CODE_USED.',
    needs: ['disposable'],
    check: async (side) => {
      const [ledger, person] = [await api(side), await authorised(side)];
      const first = await ledger.submit(person.publish);
      assert.deepEqual(await ledger.submit(person.publish), first);
      const other = { ...person.publish, argument: { ...person.publish.argument, digest: random() } };
      await assert.rejects(ledger.submit(other), (error: TallystickError) =>
        ['CODE_USED', 'SIGNATURE_INVALID', 'BAD_REQUEST'].includes(error.code),
      );
    },
  },
  'keys-never-public': {
    says: 'No published key stands in the block, as text or as bytes.',
    needs: ['disposable'],
    check: async (side) => {
      const person = await authorised(side);
      const { block } = await (await api(side)).submit(person.publish);
      const bytes = Buffer.from(await blockBytes(side.home, BigInt(block)));
      assert.ok(bytes.includes(person.publish.argument.digest));
      for (const { key } of person.keys) {
        assert.ok(!bytes.includes(Buffer.from(key)) && !bytes.includes(Buffer.from(key).toString('hex')));
      }
    },
  },
  'keys-by-members': {
    says: 'Keys are endorsed by Authority and Auditor; Authority and Auditor see them, Health does not.',
    needs: ['disposable'],
    check: async (side) => {
      const person = await authorised(side);
      const { block, txId } = await (await api(side)).submit(person.publish);
      for (const mspId of [authority, auditor]) {
        const [write] = writesOf(await seenBy(side, mspId, block), 'keys');
        assert.ok(
          write !== undefined && 'text' in write.value && write.value.text.includes(person.publish.private.keys),
        );
      }
      const ofHealth = await seenBy(side, health, block);
      assert.deepEqual(writesOf(ofHealth, 'keys')[0]?.value, { absent: 'not-a-member' });
      const endorsers = ofHealth.transactions.find((each) => each.txId === txId)!.endorsers;
      assert.deepEqual([...endorsers].sort(), [auditor, authority]);
    },
  },
  'details-by-members': {
    says: 'Details of an authorisation are seen by all three, and stand not in the block.',
    check: async (side) => {
      const { authorise } = await patient();
      const { block } = await (await adapter(side)).submit(authorise);
      for (const mspId of side.mspIds) {
        const writes = writesOf(await seenBy(side, mspId, block), 'authorisations');
        assert.ok(
          writes.some(({ value }) => 'text' in value && value.text.includes(authorise.private.salt)),
          mspId,
        );
      }
      assert.ok(!Buffer.from(await blockBytes(side.home, BigInt(block))).includes(authorise.private.salt));
    },
  },
  'answers-retry': {
    says: 'The same batch of answers again is answered with the first effect.',
    needs: ['disposable'],
    check: async (side) => {
      const [ledger, batch] = [await api(side), answers([1, 0, 1])];
      const first = await ledger.submit(batch);
      assert.ok(first.record?.type === 'answers' && first.record.sum === 2);
      assert.deepEqual(await ledger.submit(batch), first);
    },
  },
  'export-chain': {
    says: 'Of two records that follow the same one the first stands: the same again gets it, another EXPORT_SUPERSEDED.',
    needs: ['disposable'],
    check: async (side) => {
      const ledger = await api(side);
      const record = await nextExport(ledger);
      const first = await ledger.submit(record);
      assert.deepEqual(await ledger.submit(record), first);
      const other = { ...record, argument: { ...record.argument, sha256: random() } };
      await refusedAs(ledger.submit(other), 'EXPORT_SUPERSEDED');
    },
  },
  'export-previous': {
    says: 'A record that does not follow the one before it: EXPORT_CHAIN.',
    needs: ['disposable'],
    check: async (side) => {
      const ledger = await api(side);
      await ledger.submit(await nextExport(ledger));
      const next = await nextExport(ledger);
      const astray = { ...next, argument: { ...next.argument, previous: random() } };
      await refusedAs(ledger.submit(astray), 'EXPORT_CHAIN');
    },
  },
  'two-consent': {
    says: 'A policy is approved by another organisation than proposed it: SAME_ORGANISATION otherwise.',
    needs: ['disposable'],
    check: async (side) => {
      const proposer = await administrator(side, authority);
      const version = await nextRiskVersion(proposer);
      const argument = { kind: 'risk' as const, version, content: defaultRiskPolicy };
      const { record } = await proposer.submit({ name: 'policy:propose', argument });
      assert.ok(record?.type === 'proposal');
      const approval = { name: 'policy:approve' as const, argument: { proposal: record.id } };
      await refusedAs(proposer.submit(approval), 'SAME_ORGANISATION');
      const approver = await administrator(side, health);
      await comesTo(approver, recordKey.proposal(record.id));
      const approved = await approver.submit(approval);
      assert.ok(approved.record?.type === 'policy');
      assert.deepEqual([approved.record.proposedBy, approved.record.approvedBy], [authority, health]);
      await comesTo(proposer, recordKey.policy('risk', version));
    },
  },
  'purge-not-due': {
    says: 'A purge before its time: NOT_DUE.',
    check: async (side) => {
      const ledger = await api(side);
      const { argument } = await ledger
        .submit(anchor())
        .then(({ record }) => ({ argument: (record as { root: string }).root }));
      const purge: Submission<'purge:purge'> = {
        name: 'purge:purge',
        argument: { collection: 'roots', names: [recordKey.anchor(argument)] },
      };
      await refusedAs(ledger.submit(purge), 'NOT_DUE');
    },
  },
  purge: {
    says: 'When due, a purge takes the value from every member and leaves the record; again it is harmless.',
    needs: ['short-retention'],
    check: async (side) => {
      const ledger = await api(side);
      const { block, record } = await ledger.submit(anchor());
      assert.ok(record?.type === 'anchor');
      const key = recordKey.anchor(record.root);
      while (now() <= record.purgeAfter) await sleep(50);
      const purge: Submission<'purge:purge'> = {
        name: 'purge:purge',
        argument: { collection: 'roots', names: [key] },
      };
      const purged = await ledger.submit(purge);
      for (const mspId of side.mspIds) {
        const blocks = await followUntil(await side.open(mspId), block, ({ number }) => number === purged.block);
        const [write] = writesOf(blocks[0]!, 'roots');
        assert.deepEqual(write?.value, { absent: 'purged' }, mspId);
        assert.deepEqual(
          blocks.at(-1)?.transactions.flatMap(({ purges }) => purges),
          [purge.argument],
        );
      }
      assert.deepEqual(await ledger.evaluate(key), record);
      await ledger.submit(purge);
    },
  },
});
