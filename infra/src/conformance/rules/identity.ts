import assert from 'node:assert/strict';
import type { Proposal } from '@hyperledger/fabric-gateway';
import { issueMember, issueRoot } from '@tallystick/localnet/certificates';
import { random } from '../../network/testing/requests.ts';
import { contractRules, fixtureRules, networkRules, type Rule } from '../rule.ts';
import { put } from '../subject.ts';
import { commit, endorse, evaluate, grpc, refusal, validation } from '../wire/calls.ts';
import type { Client } from '../wire/client.ts';
import { alteredProposal, changeChannelHeader } from '../wire/envelope.ts';
import { issued } from '../wire/issued.ts';
import { highS } from '../wire/signature.ts';

/** Something to evaluate that every chaincode answers in some way: most say that there is no such function. */
const anything = { name: 'conformance' };

/** Asserts that peers took a proposal to the chaincode, whatever that said. */
async function taken(proposal: Proposal): Promise<void> {
  const error = await proposal.evaluate().then(
    () => undefined,
    (refused: Error) => refused,
  );
  if (error !== undefined) assert.match(error.message, /: chaincode response \d+, /);
}

const hour = 3600;

/** Asserts that neither evaluating nor endorsing is open, and that the own peer says why. */
async function refusedByPeer({ contract, mspId }: Client, reason: RegExp): Promise<void> {
  const evaluated = await refusal(contract.newProposal(anything.name).evaluate());
  const endorsed = await refusal(contract.newProposal(anything.name).endorse());
  assert.deepEqual([evaluated.code, endorsed.code], [grpc.failedPrecondition, grpc.aborted]);
  for (const { details } of [evaluated, endorsed]) {
    assert.match(details[0] ?? '', reason);
    assert.equal((details[0] ?? '').split(': ')[0], mspId);
  }
}

const malformedCreator =
  /error validating proposal: access denied: channel \[[^\]]+\] creator org unknown, creator is malformed$/;
const deniedCreator = /error validating proposal: access denied: channel \[[^\]]+\] creator org \[\w+\]$/;

/** What a peer says to a proposal that was tampered with. */
async function deniedProposal(proposal: Proposal): Promise<void> {
  const { code, details } = await refusal(proposal.evaluate());
  assert.equal(code, grpc.failedPrecondition);
  assert.match(details[0] ?? '', deniedCreator);
}

/** Who may speak, and what a signature has to be. */
export const identityRules: readonly Rule[] = [
  ...networkRules('identity', {
    'foreign-ca': {
      says: 'A certificate of a CA outside the channel is refused, whatever organisation it claims.',
      check: async (side) => {
        const { mspId } = side.home;
        const foreign = await issueRoot('ca.elsewhere', 'elsewhere');
        const credentials = await issueMember(foreign, { commonName: 'user', role: 'client' });
        await refusedByPeer(side.at(mspId, { credentials }), malformedCreator);
      },
    },
    'other-organisations-certificate': {
      says: 'Another organisation’s certificate under one’s own MSP id is refused.',
      check: async (side) => {
        const { mspId } = side.home;
        const other = side.mspIds.find((each) => each !== mspId)!;
        await refusedByPeer(side.at(mspId, { as: other, mspId }), malformedCreator);
      },
    },
    'unknown-msp': {
      says: 'An MSP id that the channel does not know is refused.',
      check: async (side) => {
        const { mspId } = side.home;
        const client = side.at(mspId, { mspId: 'NoSuchMSP' });
        const { code, details } = await refusal(client.contract.newProposal(anything.name).evaluate());
        assert.equal(code, grpc.failedPrecondition);
        assert.match(details[0] ?? '', malformedCreator);
      },
    },
    'proposal-signature': {
      says: 'A proposal whose signature is not its creator’s is refused.',
      check: ({ home }) =>
        deniedProposal(
          alteredProposal(
            home,
            anything,
            () => undefined,
            () => Buffer.from('rubbish'),
          ),
        ),
    },
    'proposal-high-s': {
      says: 'A proposal whose signature has a high s is refused, although it verifies.',
      check: ({ home }) =>
        deniedProposal(
          alteredProposal(
            home,
            anything,
            () => undefined,
            (message) => highS(home.key, message),
          ),
        ),
    },
    'proposal-low-s': {
      says: 'The same proposal with a low s is taken.',
      check: ({ home }) => taken(alteredProposal(home, anything, () => undefined)),
    },
    clock: {
      says: 'A proposal from a clock more than 15 minutes off is refused, and the answer names both times; peers of Fabric 2.5 take it.',
      check: async ({ home }, { release }) => {
        for (const seconds of [-hour, hour]) {
          const proposal = alteredProposal(home, anything, (header) =>
            changeChannelHeader(header, (channel) => {
              const time = channel.getTimestamp()!;
              time.setSeconds(time.getSeconds() + seconds);
            }),
          );
          if (release === '2.5') {
            await taken(proposal);
            continue;
          }
          const { details } = await refusal(proposal.evaluate());
          assert.match(
            details[0] ?? '',
            /request unauthorized due to incorrect timestamp \S+, peer time \S+, peer\.authentication\.timewindow 15m0s/,
          );
        }
      },
    },
    'clock-within': {
      says: 'A clock ten minutes off is no reason to refuse.',
      check: async ({ home }) => {
        const proposal = alteredProposal(home, anything, (header) =>
          changeChannelHeader(header, (channel) => {
            const time = channel.getTimestamp()!;
            time.setSeconds(time.getSeconds() - 600);
          }),
        );
        await taken(proposal);
      },
    },
    'proposal-id': {
      says: 'A proposal whose id is not the hash of nonce and creator is refused.',
      check: async ({ home }) => {
        const proposal = alteredProposal(home, anything, (header) =>
          changeChannelHeader(header, (channel) => channel.setTxId(random(32))),
        );
        const { details } = await refusal(proposal.evaluate());
        assert.match(details[0] ?? '', /error validating proposal: incorrectly computed txid/);
      },
    },
    administrator: {
      says: 'An administrator may do what a client may.',
      check: async (side) => {
        const { mspId } = side.home;
        const { users } = side.target.organisations.find((each) => each.mspId === mspId)!;
        await taken(side.at(mspId, { user: Object.keys(users).at(-1)! }).contract.newProposal(anything.name));
      },
    },
    'expired-certificate': {
      says: 'An expired certificate is refused by every peer: `proposal client identity expired`; on Fabric 2.5 as a foreign CA’s.',
      needs: ['issuing'],
      check: async (side, { release }) => {
        const { mspId } = side.home;
        const notAfter = new Date(Date.now() - 60_000);
        const credentials = await issued(side, mspId, { commonName: 'late', role: 'client', notAfter });
        const client = side.at(mspId, { credentials });
        if (release === '2.5') return refusedByPeer(client, malformedCreator);
        const evaluated = await refusal(client.contract.evaluateTransaction(anything.name));
        assert.equal(evaluated.message, 'failed to evaluate transaction, see attached details for more info');
        assert.equal(evaluated.details.length, side.mspIds.length);
        for (const detail of evaluated.details) assert.match(detail, /proposal client identity expired$/);
        const endorsed = await refusal(client.contract.newProposal(anything.name).endorse());
        assert.deepEqual(
          [endorsed.code, endorsed.details],
          [grpc.aborted, [`${mspId}: proposal client identity expired`]],
        );
      },
    },
    'no-role': {
      says: 'A certificate of the organisation that says none of the roles is refused.',
      needs: ['issuing'],
      check: async (side) => {
        const { mspId } = side.home;
        const credentials = await issued(side, mspId, { commonName: 'guest', role: 'visitor' });
        await refusedByPeer(side.at(mspId, { credentials }), deniedCreator);
      },
    },
    'not-yet-valid': {
      says: 'A certificate that is not valid yet is taken by the peers.',
      needs: ['issuing'],
      check: async (side) => {
        const { mspId } = side.home;
        const notBefore = new Date(Date.now() + 3600_000);
        const credentials = await issued(side, mspId, { commonName: 'early', role: 'client', notBefore });
        await taken(side.at(mspId, { credentials }).contract.newProposal(anything.name));
      },
    },
    'peers-certificate': {
      says: 'A peer’s certificate is no client’s: it fails /Channel/Application/Writers.',
      needs: ['issuing'],
      check: async (side) => {
        const { mspId } = side.home;
        const credentials = await issued(side, mspId, { commonName: 'peer9', role: 'peer' });
        await refusedByPeer(side.at(mspId, { credentials }), /with policy \[\/Channel\/Application\/Writers\]/);
      },
    },
  }),
  ...fixtureRules('identity', {
    attributes: {
      says: 'MSP id and attributes of the creator’s certificate reach the contract.',
      needs: ['issuing'],
      check: async (side) => {
        const { mspId } = side.home;
        const member = { commonName: 'clerk', role: 'client', attributes: { role: 'clerk' } } as const;
        const client = side.at(mspId, { credentials: await issued(side, mspId, member) });
        assert.equal(await evaluate(client, 'attribute', 'role'), `${mspId} clerk`);
        assert.equal(await evaluate(client, 'attribute', 'nothing'), `${mspId} null`);
      },
    },
    'new-member': {
      says: 'A member whom nobody has seen before is known by its organisation’s root.',
      needs: ['issuing'],
      check: async (side) => {
        const { mspId } = side.home;
        const credentials = await issued(side, mspId, { commonName: `new-${random(4)}`, role: 'client' });
        assert.equal((await commit(side.at(mspId, { credentials }), put(random(8), 'v'))).code, validation.valid);
      },
    },
  }),
  ...contractRules('identity', {
    'without-attributes': {
      says: 'A member without the attribute `role` may read, and may send nothing: ACCESS_DENIED.',
      needs: ['issuing'],
      check: async (side) => {
        const { mspId } = side.home;
        const credentials = await issued(side, mspId, { commonName: 'plain', role: 'client' });
        const client = side.at(mspId, { credentials });
        await client.contract.evaluateTransaction('records:get', 'policy/channel/0000000001');
        const { details } = await refusal(endorse(client, side.write()));
        assert.match(details[0] ?? '', /chaincode response 500, ACCESS_DENIED: /);
      },
    },
  }),
];
