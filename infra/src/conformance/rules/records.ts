import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { organisations, recordKey } from '@tallystick/protocol';
import { anchor, now, patient, random } from '../../network/testing/requests.ts';
import { adapter, adapterOf, api, authorised, comesTo, refusedAs } from '../contract-side.ts';
import { contractRules, type Rule } from '../rule.ts';
import { callOf } from '../subject.ts';
import { commit, endorse, order, refusal, validation } from '../wire/calls.ts';

const { health, authority, auditor } = organisations;

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
});
