import assert from 'node:assert/strict';
import { random } from '../../network/testing/requests.ts';
import { contractRules, fixtureRules, networkRules, type Rule } from '../rule.ts';
import { put } from '../subject.ts';
import { transactionOf } from '../wire/blocks.ts';
import { commit, endorse, evaluate, failure, grpc, order, refusal, validation } from '../wire/calls.ts';
import { commitOf } from '../wire/envelope.ts';
import { orderAgain } from '../wire/orderers.ts';

const seeDetails = 'see attached details for more info';

/** The five calls of `gateway.Gateway`, and how they fail. */
export const gatewayRules: readonly Rule[] = [
  ...fixtureRules('gateway', {
    'committed-everywhere': {
      says: 'What is committed is read at every organisation’s peer.',
      check: async (side) => {
        const key = random(8);
        assert.equal((await commit(side.home, put(key, 'v'))).code, validation.valid);
        for (const mspId of side.mspIds) {
          // Another peer may have the block a moment later.
          const deadline = Date.now() + 5_000;
          while ((await evaluate(side.at(mspId), 'get', key)) !== 'v') assert.ok(Date.now() < deadline, mspId);
        }
      },
    },
    'evaluate-error': {
      says: 'A contract’s error on evaluate: UNKNOWN, its words in the text and in the detail of the own peer.',
      check: async (side) => {
        const refused = await refusal(side.home.contract.evaluateTransaction('fail', 'boom'));
        assert.deepEqual(refused, {
          code: grpc.unknown,
          message: 'evaluate call to endorser returned error: chaincode response 500, boom',
          details: [`${side.home.mspId}: chaincode response 500, boom`],
        });
      },
    },
    'endorse-error': {
      says: 'A contract’s error on endorse: ABORTED, its words in the detail of the own peer.',
      check: async (side) => {
        const refused = await refusal(side.home.contract.submitTransaction('fail', 'boom'));
        assert.deepEqual(refused, {
          code: grpc.aborted,
          message: `failed to endorse transaction, ${seeDetails}`,
          details: [`${side.home.mspId}: chaincode response 500, boom`],
        });
      },
    },
    'unknown-function': {
      says: 'A function that the contract does not have is refused with the framework’s words.',
      check: async (side) => {
        const { code, details } = await refusal(side.home.contract.evaluateTransaction('nosuch'));
        assert.equal(code, grpc.unknown);
        assert.match(details[0] ?? '', /You've asked to invoke a function that does not exist: nosuch$/);
      },
    },
    'endorsers-differ': {
      says: 'Endorsers whose results differ: ABORTED, `ProposalResponsePayloads do not match` for each that differs.',
      check: async (side) => {
        const { code, message, details } = await refusal(side.home.contract.submitTransaction('random'));
        assert.equal(code, grpc.aborted);
        assert.equal(message, `failed to collect enough transaction endorsements, ${seeDetails}`);
        assert.ok(details.length > 0);
        for (const detail of details) assert.match(detail, /^\w+: ProposalResponsePayloads do not match$/);
      },
    },
    'named-organisations-endorse': {
      says: 'Organisations that are named are those that endorse, and no others.',
      check: async (side) => {
        const [first, second] = side.mspIds as [string, string];
        const options = { arguments: [random(8), 'v'], endorsingOrganizations: [first, second] };
        const client = side.at(first);
        const committed = await commit(client, { name: 'put', options });
        assert.equal(committed.code, validation.valid);
        const { actions } = await transactionOf(client, committed);
        assert.deepEqual(actions[0]!.endorsements.map(({ endorser }) => endorser.mspId).sort(), [first, second].sort());
      },
    },
    // Not with private data: an old envelope with private writes, sent again, stalls Fabric's peers for a minute.
    'duplicate-order': {
      says: 'Ordered again, an id keeps the outcome and the block of its first time.',
      check: async (side) => {
        const transaction = await endorse(side.home, side.write());
        const first = await order(transaction);
        assert.deepEqual(await orderAgain(side, transaction), first);
        assert.equal(first.code, validation.valid);
      },
    },
    'transient-data': {
      says: 'Transient data reaches the contract, on evaluate as well.',
      check: async (side) => {
        const answer = await side.home.contract.evaluate('transientNames', { transientData: { one: 'x', two: 'y' } });
        assert.deepEqual(Buffer.from(answer).toString().split(',').sort(), ['one', 'two']);
      },
    },
  }),
  ...networkRules('gateway', {
    'unknown-chaincode-evaluate': {
      says: 'Evaluating an unknown chaincode: FAILED_PRECONDITION, `no peers available to evaluate chaincode`.',
      check: async ({ home, target }) => {
        const { code, message } = await refusal(home.network.getContract('nochaincode').evaluateTransaction('x'));
        assert.equal(code, grpc.failedPrecondition);
        assert.equal(message, `no peers available to evaluate chaincode nochaincode in channel ${target.channel}`);
      },
    },
    'unknown-chaincode-endorse': {
      says: 'Endorsing an unknown chaincode: FAILED_PRECONDITION, `no combination of peers can be derived`.',
      check: async ({ home }) => {
        const { code, message } = await refusal(home.network.getContract('nochaincode').submitTransaction('x'));
        assert.equal(code, grpc.failedPrecondition);
        assert.match(message, /^no combination of peers can be derived which satisfy the endorsement policy: /);
      },
    },
    'unknown-channel': {
      says: 'A channel that does not exist: UNAVAILABLE, `failed to get config for channel`.',
      check: async ({ home, target }) => {
        const elsewhere = home.gateway.getNetwork('nochannel').getContract(target.chaincode);
        const { code, message } = await refusal(elsewhere.evaluateTransaction('x'));
        assert.equal(code, grpc.unavailable);
        assert.match(message, /^failed to get config for channel \[nochannel\]/);
      },
    },
    'unknown-organisation': {
      says: 'A named organisation without peers: UNAVAILABLE, `failed to find any endorsing peers`.',
      check: async (side) => {
        const { name, options } = side.write();
        const nobody = { ...options, endorsingOrganizations: ['NoSuchMSP'] };
        const { code, message } = await refusal(side.home.contract.submit(name, nobody));
        assert.equal(code, grpc.unavailable);
        assert.equal(message, 'failed to find any endorsing peers for org(s): NoSuchMSP');
      },
    },
    'any-organisations-gateway': {
      says: 'A client may use the gateway of another organisation’s peer.',
      check: async (side) => {
        const { home } = side;
        const other = side.mspIds.find((mspId) => mspId !== home.mspId)!;
        assert.equal((await commit(side.at(other, { as: home.mspId }), side.write())).code, validation.valid);
      },
    },
    'deadline-over': {
      says: 'A deadline that is over: DEADLINE_EXCEEDED or CANCELLED, without details.',
      check: async (side) => {
        const { name, options } = side.write();
        const work = side.home.contract.newProposal(name, options).endorse({ deadline: Date.now() + 1 });
        const { code, details } = await refusal(work);
        assert.ok(code === grpc.deadlineExceeded || code === grpc.cancelled, `code ${code}`);
        assert.deepEqual(details, []);
      },
    },
    'duplicate-endorse': {
      says: 'An id that is in the ledger is refused at endorsement: `duplicate transaction found`.',
      check: async (side) => {
        const { name, options } = side.write();
        const proposal = side.home.contract.newProposal(name, options);
        assert.equal((await order(await proposal.endorse())).code, validation.valid);
        const { code, details } = await refusal(proposal.endorse());
        assert.equal(code, grpc.aborted);
        const id = proposal.getTransactionId();
        assert.match(
          details[0] ?? '',
          new RegExp(`: duplicate transaction found \\[${id}\\]\\. Creator \\[[0-9a-f]+\\]$`),
        );
      },
    },
    'endorsed-again': {
      says: 'The same proposal may be endorsed again while it is not in the ledger.',
      check: async (side) => {
        const { name, options } = side.write();
        const proposal = side.home.contract.newProposal(name, options);
        await proposal.endorse();
        assert.equal((await order(await proposal.endorse())).code, validation.valid);
      },
    },
    'status-unknown-id': {
      says: 'The outcome of an id that nobody has ordered is waited for until the deadline.',
      check: async ({ home, target }) => {
        const begin = Date.now();
        const commit = commitOf(home, target.channel, random(32));
        const { code } = await refusal(commit.getStatus({ deadline: begin + 700 }));
        assert.ok(code === grpc.deadlineExceeded || code === grpc.cancelled, `code ${code}`);
        assert.ok(Date.now() - begin >= 600, `it ended after ${Date.now() - begin} ms`);
      },
    },
    'status-by-anybody': {
      says: 'Any reader of the channel may ask for an outcome, at any peer.',
      check: async (side) => {
        const { txId, block } = await side.commitWrite();
        for (const mspId of side.mspIds) {
          const status = await commitOf(side.at(mspId), side.target.channel, txId).getStatus();
          assert.deepEqual([status.blockNumber, status.code], [block, validation.valid], mspId);
        }
      },
    },
    'status-bad-signature': {
      says: 'A question after an outcome with a bad signature: PERMISSION_DENIED.',
      check: async ({ home, target }) => {
        const commit = commitOf(home, target.channel, random(32), () => Buffer.from('rubbish'));
        const { code } = await refusal(commit.getStatus());
        assert.equal(code, grpc.permissionDenied);
      },
    },
    'status-of-a-stranger': {
      says: 'A question after an outcome by somebody outside the channel: PERMISSION_DENIED.',
      check: async (side) => {
        const { home, target, mspIds } = side;
        const other = mspIds.find((mspId) => mspId !== home.mspId)!;
        const stranger = side.at(home.mspId, { as: other, mspId: home.mspId });
        const { code } = await refusal(commitOf(stranger, target.channel, random(32)).getStatus());
        assert.equal(code, grpc.permissionDenied);
      },
    },
  }),
  ...contractRules('gateway', {
    'contract-error': {
      says: 'A refusal of Tallystick’s contract arrives as `CODE: sentence` in the detail of the own peer.',
      check: async (side) => {
        const error = await failure(side.home.contract.submitTransaction('encounters:anchor', '{}'));
        const { details } = error as { details?: { message: string }[] };
        assert.match(
          details?.[0]?.message ?? error.message,
          /^chaincode response 500, ROOT_LENGTH\(root\): A root has 32 bytes\.$/,
        );
      },
    },
  }),
];
