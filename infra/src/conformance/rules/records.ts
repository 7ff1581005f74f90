import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger, LedgerBlock, PrivateWrite, Submission } from '@tallystick/ledger';
import { issueMember } from '@tallystick/localnet/certificates';
import {
  defaultRiskPolicy,
  type ErrorCode,
  type LedgerRecord,
  organisations,
  recordKey,
  TallystickError,
} from '@tallystick/protocol';
import { anchor, answers, exportRecord, now, type Patient, patient, random } from '../../network/testing/requests.ts';
import { followUntil } from '../../network/testing/temporary-network.ts';
import { contractRules, type Rule } from '../rule.ts';
import { issuingKeyFile } from '../run.ts';
import { exportKeyId } from '../start.ts';
import { type ContractSide, callOf } from '../subject.ts';
import { blockBytes } from '../wire/blocks.ts';
import { commit, endorse, order, refusal, validation } from '../wire/calls.ts';
import { type Credentials, pemText } from '../wire/client.ts';

const { health, authority, auditor } = organisations;

const api = (side: ContractSide): Promise<Ledger> => side.open(authority, { user: 'api' });
const adapter = (side: ContractSide): Promise<Ledger> => side.open(health, { user: 'adapter' });
const administrator = (side: ContractSide, mspId: string): Promise<Ledger> =>
  side.open(mspId, { user: 'administrator' });

async function refusedAs(work: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof TallystickError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  });
}

/** An adapter's certificate of Health's own CA. */
function adapterOf(side: ContractSide, attributes: Record<string, string>): Promise<Credentials> {
  const { mspRoot } = side.target.organisations.find(({ mspId }) => mspId === health)!;
  const root = { certificate: pemText(mspRoot), key: pemText(issuingKeyFile(mspRoot)) };
  const member = { commonName: 'adapter', role: 'client', attributes: { role: 'adapter', ...attributes } };
  return issueMember(root, member);
}

/** Waits until a record stands at a ledger's own peer. */
async function comesTo(ledger: Ledger, key: string): Promise<LedgerRecord> {
  for (const deadline = Date.now() + 10_000; ; await sleep(20)) {
    const record = await ledger.evaluate(key);
    if (record !== undefined) return record;
    assert.ok(Date.now() < deadline, `${key} did not come`);
  }
}

/** A patient with a code; the record and its details stand at the Authority's peer as well. */
async function authorised(side: ContractSide): Promise<Patient> {
  const person = await patient();
  await (await adapter(side)).submit(person.authorise);
  await comesTo(await api(side), recordKey.authorisation(person.id));
  return person;
}

/** The block that holds a submission, followed by an organisation, from that block on. */
async function seenBy(side: ContractSide, mspId: string, block: number): Promise<LedgerBlock> {
  const blocks = await followUntil(await side.open(mspId), block, ({ number }) => number === block);
  return blocks[0]!;
}

const writesOf = (block: LedgerBlock, collection: string): PrivateWrite[] =>
  block.transactions.flatMap(({ privateWrites }) => privateWrites.filter((each) => each.collection === collection));

/** The next export of the chain, whatever stands there already. */
async function nextExport(ledger: Ledger): Promise<Submission<'exports:record'>> {
  let previous: { sha256: string; lastBlock: number; windowEnd: number } | undefined;
  for (let sequence = 1; ; sequence++) {
    const record = await ledger.evaluate(recordKey.export(sequence));
    if (record?.type === 'export') previous = record;
    else {
      const firstBlock = previous === undefined ? 0 : previous.lastBlock + 1;
      // Windows do not overlap, and this one is the last whole second.
      while (previous !== undefined && now() <= previous.windowEnd) await sleep(50);
      const sha256 = previous?.sha256 ?? null;
      return exportRecord({ sequence, previous: sha256, firstBlock, lastBlock: firstBlock, keyId: exportKeyId });
    }
  }
}

async function nextRiskVersion(ledger: Ledger): Promise<number> {
  for (let version = 1; ; version++) {
    if ((await ledger.evaluate(recordKey.policy('risk', version))) === undefined) return version;
  }
}

/** What the contract accepts, once, and what it makes of the same or another request after that. */
export const recordRules: readonly Rule[] = contractRules('records', {
  'record-names-transaction': {
    says: 'A record names the transaction that wrote it.',
    check: async (side) => {
      const { txId, record } = await (await api(side)).submit(anchor());
      assert.equal(record?.txId, txId);
    },
  },
  'anchor-retry': {
    says: 'The same anchor again is answered with the first effect; another salt makes no difference.',
    check: async (side) => {
      const ledger = await api(side);
      const first = anchor();
      const committed = await ledger.submit(first);
      const again = { ...first, private: { ...first.private, salt: random() } };
      assert.deepEqual(await ledger.submit(again), committed);
    },
  },
  'anchor-conflict': {
    says: 'The same anchor endorsed twice and ordered twice: the second is MVCC_READ_CONFLICT.',
    check: async (side) => {
      const call = callOf(anchor());
      const transactions = [await endorse(side.home, call), await endorse(side.home, call)];
      const codes = [(await order(transactions[0]!)).code, (await order(transactions[1]!)).code];
      assert.deepEqual(codes, [validation.valid, validation.mvccReadConflict]);
    },
  },
  'one-organisation': {
    says: 'An anchor endorsed by one organisation: ENDORSEMENT_POLICY_FAILURE.',
    check: async (side) => {
      const { name, options } = callOf(anchor());
      const alone = { ...options, endorsingOrganizations: [authority] };
      assert.equal((await commit(side.home, { name, options: alone })).code, validation.endorsementPolicyFailure);
    },
  },
  'authorise-without-health': {
    says: 'An authorisation that Health has not endorsed: ENDORSEMENT_POLICY_FAILURE, although two others have.',
    check: async (side) => {
      const { name, options } = callOf((await patient()).authorise);
      const others = { ...options, endorsingOrganizations: [authority, auditor] };
      const { code } = await commit(side.at(authority, { as: health }), { name, options: others });
      assert.equal(code, validation.endorsementPolicyFailure);
    },
  },
  'authorise-retry': {
    says: 'The same authorisation again is answered with the first effect.',
    check: async (side) => {
      const ledger = await adapter(side);
      const { authorise } = await patient();
      assert.deepEqual(await ledger.submit(authorise), await ledger.submit(authorise));
    },
  },
  'authorise-other': {
    says: 'The same key authorised with another content: AUTHORISATION_EXISTS.',
    check: async (side) => {
      const ledger = await adapter(side);
      const { authorise } = await patient();
      await ledger.submit(authorise);
      const other = { ...authorise, argument: { ...authorise.argument, expires: authorise.argument.expires - 1 } };
      await refusedAs(ledger.submit(other), 'AUTHORISATION_EXISTS');
    },
  },
  'facility-kept': {
    says: 'An authorisation carries the facility of its adapter’s certificate.',
    check: async (side) => {
      const { record } = await (await adapter(side)).submit((await patient()).authorise);
      assert.ok(record?.type === 'authorisation' && record.facility.length > 0);
    },
  },
  'no-facility': {
    says: 'An adapter whose certificate names no hospital cannot authorise: ACCESS_DENIED.',
    needs: ['issuing'],
    check: async (side) => {
      const credentials = await adapterOf(side, {});
      const { details } = await refusal(endorse(side.at(health, { credentials }), callOf((await patient()).authorise)));
      assert.match(details[0] ?? '', /chaincode response 500, ACCESS_DENIED: /);
    },
  },
  'other-facility': {
    says: 'Another hospital’s adapter cannot revoke: OTHER_FACILITY.',
    needs: ['issuing'],
    check: async (side) => {
      const person = await authorised(side);
      const credentials = await adapterOf(side, { facility: 'another-hospital' });
      const { details } = await refusal(endorse(side.at(health, { credentials }), callOf(person.revoke)));
      assert.match(details[0] ?? '', /chaincode response 500, OTHER_FACILITY: /);
    },
  },
  'revoke-retry': {
    says: 'The same revocation again is answered with the first effect, another one with ALREADY_REVOKED.',
    check: async (side) => {
      const ledger = await adapter(side);
      const { revoke } = await authorised(side);
      const first = await ledger.submit(revoke);
      assert.deepEqual(await ledger.submit(revoke), first);
      const other = { ...revoke, private: { ...revoke.private, salt: random() } };
      await refusedAs(ledger.submit(other), 'ALREADY_REVOKED');
    },
  },
  supersede: {
    says: 'Issuing again writes authorisation and revocation in one transaction.',
    check: async (side) => {
      const [first, second] = [await authorised(side), await patient()];
      const ledger = await adapter(side);
      const argument = { ...second.authorise.argument, supersedes: first.id };
      const { txId } = await ledger.submit({ ...second.authorise, argument });
      const revocation = await ledger.evaluate(recordKey.revocation(first.id));
      assert.ok(revocation?.type === 'revocation');
      assert.deepEqual([revocation.txId, revocation.supersededBy], [txId, second.id]);
    },
  },
  'code-revoked': {
    says: 'A publication under a revoked code: CODE_REVOKED.',
    check: async (side) => {
      const person = await authorised(side);
      await (await adapter(side)).submit(person.revoke);
      const ledger = await api(side);
      await comesTo(ledger, recordKey.revocation(person.id));
      await refusedAs(ledger.submit(person.publish), 'CODE_REVOKED');
    },
  },
  'code-expired': {
    says: 'A publication under an expired code: CODE_EXPIRED.',
    check: async (side) => {
      const person = await patient();
      const argument = { ...person.authorise.argument, expires: now() + 5 };
      await (await adapter(side)).submit({ ...person.authorise, argument });
      const ledger = await api(side);
      await comesTo(ledger, recordKey.authorisation(person.id));
      while (now() <= argument.expires) await sleep(50);
      await refusedAs(ledger.submit(person.publish), 'CODE_EXPIRED');
    },
  },
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
