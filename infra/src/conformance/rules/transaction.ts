import assert from 'node:assert/strict';
import { common, peer } from '@hyperledger/fabric-protos';
import { canonicalJson, type LedgerRecord, ledgerRecord } from '@tallystick/protocol';
import { anchor } from '../../network/testing/requests.ts';
import { contractRules, networkRules, type Rule } from '../rule.ts';
import { callOf, type Side } from '../subject.ts';
import { blockBytes, type ParsedTransaction, transactionOf } from '../wire/blocks.ts';
import { type Committed, commit, endorse, validation } from '../wire/calls.ts';
import { alteredTransaction, changeAction } from '../wire/envelope.ts';
import { sha256 } from '../wire/hashes.ts';
import { memberOf, wrongSignature } from '../wire/members.ts';

async function written(side: Side): Promise<{ committed: Committed; transaction: ParsedTransaction }> {
  const committed = await side.commitWrite();
  assert.equal(committed.code, validation.valid);
  return { committed, transaction: await transactionOf(side.home, committed) };
}

type Effects = { readonly action: peer.ChaincodeAction; readonly payload: peer.ProposalResponsePayload };

/** What endorsers signed, as messages. */
function effectsOf(transaction: ParsedTransaction): Effects {
  const payload = peer.ProposalResponsePayload.deserializeBinary(transaction.actions[0]!.responsePayloadBytes);
  return { payload, action: peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8()) };
}

/** One transaction, byte by byte. */
export const transactionRules: readonly Rule[] = [
  ...networkRules('transaction', {
    id: {
      says: 'The id is the hex of SHA-256 over nonce and creator; the nonce has 24 bytes.',
      check: async (side) => {
        const { transaction } = await written(side);
        assert.equal(transaction.nonce.length, 24);
        assert.equal(transaction.txId, sha256(transaction.nonce, transaction.creator!.bytes).toString('hex'));
      },
    },
    'creator-signature': {
      says: 'The creator has signed the payload, low-S.',
      check: async (side) => {
        const { creator, signature, payloadBytes } = (await written(side)).transaction;
        const member = memberOf(side.target, creator!.bytes);
        assert.equal(wrongSignature(member, signature, payloadBytes), undefined);
        assert.equal(member.mspId, side.home.mspId);
      },
    },
    'proposal-hash': {
      says: 'Endorsers signed the hash of channel header, signature header and proposal without its transient data.',
      check: async (side) => {
        const { channelHeaderBytes, signatureHeaderBytes, actions } = (await written(side)).transaction;
        const [action] = actions;
        const expected = sha256(channelHeaderBytes, signatureHeaderBytes, action!.proposalPayloadBytes);
        assert.equal(Buffer.from(action!.proposalHash).toString('hex'), expected.toString('hex'));
      },
    },
    endorsements: {
      says: 'Every endorsement is a peer’s signature over response payload and endorser, low-S, of an organisation each.',
      check: async (side) => {
        const { endorsements, responsePayloadBytes } = (await written(side)).transaction.actions[0]!;
        const members = endorsements.map(({ endorser, signature }) => {
          const member = memberOf(side.target, endorser.bytes);
          assert.equal(wrongSignature(member, signature, responsePayloadBytes, endorser.bytes), undefined);
          assert.ok(member.units.includes('peer'), `${member.mspId}: ${member.units.join(', ')}`);
          return member.mspId;
        });
        assert.ok(members.length > 0);
        assert.equal(new Set(members).size, members.length, String(members));
      },
    },
    headers: {
      says: 'Channel header: type 3, version 0, epoch 0, the chaincode’s name as its extension, the client’s time.',
      check: async (side) => {
        const begin = Date.now() - 1000;
        const { channelHeaderBytes } = (await written(side)).transaction;
        const header = common.ChannelHeader.deserializeBinary(channelHeaderBytes);
        assert.deepEqual([header.getType(), header.getVersion(), header.getEpoch()], [3, 0, 0]);
        assert.equal(header.getChannelId(), side.target.channel);
        const extension = peer.ChaincodeHeaderExtension.deserializeBinary(header.getExtension_asU8());
        assert.equal(extension.getChaincodeId()?.getName(), side.target.chaincode);
        const time = header.getTimestamp()!.toDate().getTime();
        assert.ok(time >= begin && time <= Date.now() + 1000, String(time));
      },
    },
    'one-action': {
      says: 'A transaction has one action, under the same signature header as the envelope.',
      check: async (side) => {
        const { actions, signatureHeaderBytes } = (await written(side)).transaction;
        assert.equal(actions.length, 1);
        assert.deepEqual(Buffer.from(actions[0]!.headerBytes), Buffer.from(signatureHeaderBytes));
      },
    },
    'arguments-public': {
      says: 'The arguments stand in the block, function name first.',
      check: async (side) => {
        const call = side.write();
        const { actions } = await transactionOf(side.home, await commit(side.home, call));
        const texts = actions[0]!.args.map((bytes) => Buffer.from(bytes).toString());
        assert.deepEqual(texts, [call.name, ...((call.options?.arguments ?? []) as string[])]);
      },
    },
    namespaces: {
      says: 'Read-write sets are sorted by namespace; each reads the definition’s sequence in `_lifecycle`.',
      check: async (side) => {
        const { sets } = (await written(side)).transaction.actions[0]!.action!;
        assert.deepEqual(
          sets.map(({ namespace }) => namespace),
          ['_lifecycle', side.target.chaincode],
        );
        const key = `namespaces/fields/${side.target.chaincode}/Sequence`;
        const read = sets[0]!.reads.find((each) => each.key === key);
        assert.ok(read?.version !== undefined, JSON.stringify(sets[0]!.reads));
      },
    },
    'chaincode-named': {
      says: 'Endorsers signed name and version of the chaincode, and status 200.',
      check: async (side) => {
        const { action } = effectsOf((await written(side)).transaction);
        assert.equal(action.getChaincodeId()?.getName(), side.target.chaincode);
        assert.ok((action.getChaincodeId()?.getVersion() ?? '').length > 0);
        assert.equal(action.getResponse()?.getStatus(), 200);
      },
    },
    'result-signed': {
      says: 'What the client got as result is what the endorsers signed.',
      check: async (side) => {
        const { committed, transaction } = await written(side);
        const { action } = effectsOf(transaction);
        assert.deepEqual(Buffer.from(action.getResponse()!.getPayload_asU8()), Buffer.from(committed.result));
      },
    },
    'written-by': {
      says: 'By whom a write is stands under it: creator and endorsers, by their certificates.',
      check: async (side) => {
        const { transaction } = await written(side);
        assert.equal(transaction.creator?.mspId, side.home.mspId);
        assert.equal(transaction.creator?.certificate, side.home.certificate);
        for (const { endorser } of transaction.actions[0]!.endorsements) {
          assert.ok(side.mspIds.includes(endorser.mspId), endorser.mspId);
        }
      },
    },
  }),
  ...contractRules('transaction', {
    'canonical-result': {
      says: 'The contract’s return value is the canonical JSON of the record, byte for byte what it wrote.',
      check: async (side) => {
        const { committed, transaction } = await written(side);
        const text = Buffer.from(committed.result).toString('utf8');
        const record: LedgerRecord = ledgerRecord.parse(JSON.parse(text));
        assert.equal(text, canonicalJson(record as unknown as Parameters<typeof canonicalJson>[0]));
        const [write] = transaction.actions[0]!.action!.sets.flatMap(({ writes }) => writes);
        assert.equal(Buffer.from(write!.value).toString('utf8'), text);
      },
    },
    'two-under-the-result': {
      says: 'Endorsements of at least two organisations stand under the return value.',
      check: async (side) => {
        const { transaction } = await written(side);
        const { endorsements, responsePayloadBytes } = transaction.actions[0]!;
        const signers = endorsements
          .filter(({ endorser, signature }) => {
            const member = memberOf(side.target, endorser.bytes);
            return wrongSignature(member, signature, responsePayloadBytes, endorser.bytes) === undefined;
          })
          .map(({ endorser }) => endorser.mspId);
        assert.ok(new Set(signers).size >= 2, String(signers));
      },
    },
    'nothing-private': {
      says: 'What is private stands nowhere in the block: neither roots nor salt, as text or as bytes.',
      check: async (side) => {
        const submission = anchor();
        const { block } = await commit(side.home, callOf(submission));
        const bytes = Buffer.from(await blockBytes(side.home, block));
        assert.ok(bytes.includes(submission.argument.root), 'the public part is there');
        for (const secret of [submission.private.salt, ...submission.private.roots]) {
          assert.ok(!bytes.includes(secret) && !bytes.includes(Buffer.from(secret, 'hex')));
        }
      },
    },
    'altered-write': {
      says: 'Another write set under the same endorsements: ENDORSEMENT_POLICY_FAILURE.',
      check: async (side) => {
        const altered = alteredTransaction(side.home, await endorse(side.home, side.write()), (payload) =>
          changeAction(payload, (action) => {
            const endorsed = action.getAction()!;
            const bytes = Buffer.from(endorsed.getProposalResponsePayload_asU8());
            const response = peer.ProposalResponsePayload.deserializeBinary(bytes);
            const effects = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
            const results = Buffer.from(effects.getResults_asU8());
            // The first digit of a count in the record: another value of the same length.
            const at = results.indexOf('"count":') + '"count":'.length;
            results[at] = results[at] === 0x33 ? 0x34 : 0x33;
            effects.setResults(results);
            response.setExtension$(effects.serializeBinary());
            endorsed.setProposalResponsePayload(response.serializeBinary());
          }),
        );
        const { code } = await (await altered.submit()).getStatus();
        assert.equal(code, validation.endorsementPolicyFailure);
      },
    },
  }),
];
