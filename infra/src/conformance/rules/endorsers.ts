import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import type { Proposal, Transaction } from '@hyperledger/fabric-gateway';
import { peer } from '@hyperledger/fabric-protos';
import { random } from '../../network/testing/requests.ts';
import { fixtureRules, networkRules, type Rule } from '../rule.ts';
import { type FixtureSide, put, type Side } from '../subject.ts';
import { commit, endorse, validation } from '../wire/calls.ts';
import type { Credentials } from '../wire/client.ts';
import { alteredTransaction, changeAction, serializedIdentity } from '../wire/envelope.ts';
import { issued } from '../wire/issued.ts';
import { allOf } from '../wire/key-policy.ts';
import { lowS } from '../wire/signature.ts';

type Endorsements = readonly peer.Endorsement[];

/** Orders a transaction with other endorsements in the place of its own; its code. */
async function codeWith(
  side: Side,
  transaction: Transaction,
  change: (own: Endorsements, response: Uint8Array) => Endorsements,
): Promise<number> {
  const altered = alteredTransaction(side.home, transaction, (payload) =>
    changeAction(payload, (action) => {
      const endorsed = action.getAction()!;
      const list = change(endorsed.getEndorsementsList(), endorsed.getProposalResponsePayload_asU8());
      endorsed.setEndorsementsList([...list]);
    }),
  );
  return (await (await altered.submit()).getStatus()).code;
}

/** Proposes to write a key that two peers of one organisation have to endorse, each of them once. */
async function underTwoOfOne(side: FixtureSide): Promise<Proposal> {
  const { mspId, contract } = side.home;
  const key = random(8);
  const policy = { name: 'setPolicy', options: { arguments: ['', key, allOf(mspId, mspId)] } };
  for (const call of [put(key, 'v'), policy]) assert.equal((await commit(side.home, call)).code, validation.valid);
  return contract.newProposal('put', { arguments: [key, 'w'], endorsingOrganizations: [mspId] });
}

/** An endorsement by a peer that nobody runs. */
function endorsementBy(mspId: string, { certificate, key }: Credentials, response: Uint8Array): peer.Endorsement {
  const endorser = serializedIdentity({ mspId, certificate });
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(endorser);
  endorsement.setSignature(lowS(createPrivateKey(key), Buffer.concat([response, endorser])));
  return endorsement;
}

/** The endorsements that a transaction came back with. */
function endorsementsOf(side: Side, transaction: Transaction): Endorsements {
  let found: Endorsements = [];
  alteredTransaction(side.home, transaction, (payload) =>
    changeAction(payload, (action) => {
      found = action.getAction()!.getEndorsementsList();
    }),
  );
  return found;
}

/** Whose endorsements count, and how often. */
export const endorserRules: readonly Rule[] = [
  ...networkRules('endorsers', {
    'twice-beside-two': {
      says: 'An endorsement twice, beside another organisation’s, does no harm.',
      check: async (side) => {
        const transaction = await endorse(side.home, side.write());
        const code = await codeWith(side, transaction, (own) => [own[0]!, ...own, own[0]!]);
        assert.equal(code, validation.valid);
      },
    },
  }),
  ...fixtureRules('endorsers', {
    'two-of-one': {
      says: 'Where a policy asks for two peers of one organisation, two of them satisfy it.',
      needs: ['issuing'],
      check: async (side) => {
        const { mspId } = side.home;
        const second = await issued(side, mspId, { commonName: 'peer8', role: 'peer' });
        const transaction = await (await underTwoOfOne(side)).endorse();
        const code = await codeWith(side, transaction, (own, response) => [
          ...own,
          endorsementBy(mspId, second, response),
        ]);
        assert.equal(code, validation.valid);
      },
    },
    'one-twice': {
      says: 'One peer’s endorsement, twice, is not that of two peers: ENDORSEMENT_POLICY_FAILURE.',
      check: async (side) => {
        const transaction = await (await underTwoOfOne(side)).endorse();
        const code = await codeWith(side, transaction, (own) => [...own, ...own]);
        assert.equal(code, validation.endorsementPolicyFailure);
      },
    },
    'one-signed-twice': {
      says: 'Nor are two signatures that one peer has given: ENDORSEMENT_POLICY_FAILURE.',
      check: async (side) => {
        const proposal = await underTwoOfOne(side);
        const again = endorsementsOf(side, await proposal.endorse());
        const code = await codeWith(side, await proposal.endorse(), (own) => {
          assert.notDeepEqual(own[0]!.getSignature_asU8(), again[0]!.getSignature_asU8());
          return [...own, ...again];
        });
        assert.equal(code, validation.endorsementPolicyFailure);
      },
    },
    'one-written-otherwise': {
      says: 'Nor is one peer whose certificate is written in two ways: ENDORSEMENT_POLICY_FAILURE.',
      needs: ['issuing'],
      check: async (side) => {
        const { mspId } = side.home;
        const member = await issued(side, mspId, { commonName: 'peer7', role: 'peer' });
        const otherwise = { ...member, certificate: `${member.certificate.trimEnd()}\n\n` };
        const transaction = await (await underTwoOfOne(side)).endorse();
        const code = await codeWith(side, transaction, (_, response) =>
          [member, otherwise].map((each) => endorsementBy(mspId, each, response)),
        );
        assert.equal(code, validation.endorsementPolicyFailure);
      },
    },
  }),
];
