import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CommitError, Transaction } from '@hyperledger/fabric-gateway';
import { z } from 'zod';
import type { TestClient } from './testing/client.ts';
import { failure, gatewayFailure } from './testing/errors.ts';
import { startTestNetwork, type TestNetwork, text } from './testing/network.ts';
import { ValidationCode } from './validation/codes.ts';

let network: TestNetwork;
let health: TestClient;
before(async () => {
  network = await startTestNetwork();
  health = network.client('health');
});
after(() => network.close());

/** Endorses now; submitting comes later. */
function endorse(name: string, ...args: string[]): Promise<Transaction> {
  return health.contract.newProposal(name, { arguments: args }).endorse();
}

async function outcome(transaction: Transaction): Promise<number> {
  const submitted = await transaction.submit();
  return (await submitted.getStatus()).code;
}

test('what is submitted is read by every organisation', async () => {
  assert.equal(text(await health.contract.submitTransaction('put', 'k', 'v')), 'ok');
  for (const name of ['health', 'authority', 'auditor']) {
    assert.equal(text(await network.client(name).contract.evaluateTransaction('get', 'k')), 'v');
  }
  await health.contract.submitTransaction('del', 'k');
  assert.equal(text(await health.contract.evaluateTransaction('get', 'k')), '');
});

test('the contract learns organisation and attributes from the certificate', async () => {
  const auditor = network.client('auditor');
  assert.equal(text(await auditor.contract.evaluateTransaction('attribute', 'role')), 'AuditorMSP auditor-role');
});

test('of two concurrent read-modify-writes of a key one fails: MVCC_READ_CONFLICT', async () => {
  const [first, second] = [await endorse('append', 'mvcc', '1'), await endorse('append', 'mvcc', '2')];
  assert.equal(await outcome(first), ValidationCode.VALID);
  assert.equal(await outcome(second), ValidationCode.MVCC_READ_CONFLICT);
  assert.equal(text(await health.contract.evaluateTransaction('get', 'mvcc')), '1');
});

test('within one block too, and blind writes do not conflict', async () => {
  const transactions = [
    await endorse('append', 'same', '1'),
    await endorse('append', 'same', '2'),
    await endorse('put', 'blind', '1'),
    await endorse('put', 'blind', '2'),
  ];
  const codes = await Promise.all(transactions.map(outcome));
  const { VALID, MVCC_READ_CONFLICT } = ValidationCode;
  assert.deepEqual(codes.slice(0, 2).sort(), [VALID, MVCC_READ_CONFLICT]);
  assert.deepEqual(codes.slice(2), [VALID, VALID]);
});

test('a key inserted into a range that was read is a phantom, beyond it not', async () => {
  await health.contract.submitTransaction('putMany', 'ph', '10');
  const whole = await endorse('rangeThenPut', 'ph', 'pi', 'sum1');
  const part = await endorse('rangeThenPut', 'ph0000', 'ph0003', 'sum2');
  await health.contract.submitTransaction('put', 'ph0005x', 'new');
  assert.equal(await outcome(whole), ValidationCode.PHANTOM_READ_CONFLICT);
  assert.equal(await outcome(part), ValidationCode.VALID);
});

test('a long range comes in pieces of 100 and is protected by its Merkle summary', async () => {
  await health.contract.submitTransaction('putMany', 'long', '220');
  const found = JSON.parse(text(await health.contract.evaluateTransaction('range', 'long', 'lonh'))) as string[];
  assert.equal(found.length, 220);
  assert.equal(found[219], 'long0219=v219');
  const good = await endorse('rangeThenPut', 'long', 'lonh', 'lsum1');
  assert.equal(await outcome(good), ValidationCode.VALID);
  const late = await endorse('rangeThenPut', 'long', 'lonh', 'lsum2');
  await health.contract.submitTransaction('put', 'long0150', 'changed');
  assert.equal(await outcome(late), ValidationCode.PHANTOM_READ_CONFLICT);
});

test('composite keys are found by their first attributes, and never in an open range', async () => {
  for (const [colour, n] of [
    ['red', '1'],
    ['red', '2'],
    ['blue', '1'],
  ]) {
    await health.contract.submitTransaction('putComposite', 'token', JSON.stringify([colour, n]), 'x');
  }
  const found = text(await health.contract.evaluateTransaction('rangeComposite', 'token', '["red"]'));
  assert.deepEqual(JSON.parse(found), ['\0token\0red\x001\0=x', '\0token\0red\x002\0=x']);
  assert.ok(!text(await health.contract.evaluateTransaction('range', '', '')).includes('token'));
});

test('a duplicate transaction id: refused at endorsement, invalid when ordered, and its status is the first one’s', async () => {
  const proposal = health.contract.newProposal('put', { arguments: ['dup', 'v'] });
  const transaction = await proposal.endorse();
  const first = await (await transaction.submit()).getStatus();
  assert.equal(first.code, ValidationCode.VALID);
  const again = await (await transaction.submit()).getStatus();
  assert.deepEqual([again.code, again.blockNumber], [first.code, first.blockNumber]);
  const { code, details } = await gatewayFailure(proposal.endorse());
  assert.equal(code, 10);
  assert.match(details[0]!, /^HealthMSP: duplicate transaction found \[[0-9a-f]{64}\]\. Creator \[[0-9a-f]+\]$/);
});

test('one endorsement where two are needed: ENDORSEMENT_POLICY_FAILURE', async () => {
  const options = { arguments: ['one', 'v'], endorsingOrganizations: ['HealthMSP'] };
  const error = (await failure(health.contract.submit('put', options))) as CommitError;
  assert.equal(error.code, ValidationCode.ENDORSEMENT_POLICY_FAILURE);
  assert.equal(text(await health.contract.evaluateTransaction('get', 'one')), '');
});

test('an error of the contract: its words reach the client', async () => {
  const evaluated = await gatewayFailure(health.contract.evaluateTransaction('fail', 'boom'));
  assert.deepEqual(evaluated, {
    code: 2,
    message: '2 UNKNOWN: evaluate call to endorser returned error: chaincode response 500, boom',
    details: ['HealthMSP: chaincode response 500, boom'],
  });
  const endorsed = await gatewayFailure(health.contract.submitTransaction('fail', 'boom'));
  assert.deepEqual(endorsed, {
    code: 10,
    message: '10 ABORTED: failed to endorse transaction, see attached details for more info',
    details: ['HealthMSP: chaincode response 500, boom'],
  });
});

test('endorsers that disagree', async () => {
  const { code, message, details } = await gatewayFailure(health.contract.submitTransaction('random'));
  assert.equal(code, 10);
  assert.match(message, /failed to collect enough transaction endorsements, see attached details for more info$/);
  assert.deepEqual(details.sort(), [
    'AuditorMSP: ProposalResponsePayloads do not match',
    'AuthorityMSP: ProposalResponsePayloads do not match',
  ]);
});

test('unknown chaincode, channel, organisation', async () => {
  const other = health.network.getContract('nochaincode');
  assert.equal(
    (await gatewayFailure(other.evaluateTransaction('x'))).message,
    '9 FAILED_PRECONDITION: no peers available to evaluate chaincode nochaincode in channel testing',
  );
  assert.equal(
    (await gatewayFailure(other.submitTransaction('x'))).message,
    '9 FAILED_PRECONDITION: no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode nochaincode in channel testing',
  );
  const elsewhere = health.gateway.getNetwork('nochannel').getContract('fixture');
  assert.equal(
    (await gatewayFailure(elsewhere.evaluateTransaction('ping'))).message,
    '14 UNAVAILABLE: failed to get config for channel [nochannel]: could not get last config for channel nochannel',
  );
  const nobody = { endorsingOrganizations: ['NoSuchMSP'] };
  assert.equal(
    (await gatewayFailure(health.contract.submit('ping', nobody))).message,
    '14 UNAVAILABLE: failed to find any endorsing peers for org(s): NoSuchMSP',
  );
});

test('what localnet does not have is refused by name', async () => {
  const rich = await gatewayFailure(health.contract.evaluateTransaction('query'));
  assert.match(rich.message, /GET_QUERY_RESULT failed: .*: ExecuteQuery not supported for localnet$/);
});

test('a page of any size comes whole, with the first key of the next one', async () => {
  await health.contract.submitTransaction('putMany', 'page', '130');
  const page = async (size: string, bookmark: string) =>
    text(await health.contract.evaluateTransaction('page', 'page', 'pagf', size, bookmark));
  assert.equal(await page('110', ''), '110 page0000 page0109|page0110');
  assert.equal(await page('15', 'page0110'), '15 page0110 page0124|page0125');
  assert.equal(await page('5', 'page0125'), '5 page0125 page0129|', 'a page that ends exactly at the end');
  assert.equal(await page('200', ''), '130 page0000 page0129|');
  assert.equal(await page('3', 'pagf'), '0 undefined undefined|', 'a bookmark beyond the end');
});

test('a page and a write exclude each other, on evaluate too', async () => {
  for (const name of ['pageThenPut', 'putThenPage']) {
    const { message } = await gatewayFailure(health.contract.evaluateTransaction(name, 'page', 'pagf', 'beside'));
    assert.match(
      message,
      name === 'pageThenPut'
        ? /PUT_STATE failed: .*unsuppored transaction\. Transaction has already performed a paginated query\. Writes are not allowed$/
        : /GET_STATE_BY_RANGE failed: .*unsuppored transaction\. Paginated queries are supported only in a read-only transaction$/,
    );
  }
});

test('history: newest first, deletes included, invalid ones left out; a write beside it is free', async () => {
  const before = Date.now();
  const ids: string[] = [];
  for (const call of [
    ['put', 'hist', '1'],
    ['del', 'hist'],
    ['put', 'hist', '3'],
    ['put', 'hist', '3'],
  ]) {
    const [name, ...args] = call;
    const submitted = await health.contract.submitAsync(name!, { arguments: args });
    assert.ok((await submitted.getStatus()).successful);
    ids.unshift(submitted.getTransactionId());
  }
  const alone = { arguments: ['hist', 'never'], endorsingOrganizations: ['HealthMSP'] };
  await assert.rejects(health.contract.submit('put', alone));
  const history = JSON.parse(text(await health.contract.evaluateTransaction('history', 'hist')));
  const entries = z.array(z.tuple([z.string(), z.string(), z.number()])).parse(history);
  assert.deepEqual(
    entries.map(([value, id]) => [value, id]),
    ['3', '3', 'deleted', '1'].map((value, index) => [value, ids[index]]),
  );
  assert.ok(entries.every(([, , time]) => time >= before && time <= Date.now()));
  assert.equal(text(await health.contract.evaluateTransaction('history', 'never written')), '[]');
});

test('a history longer than one message, and longer than one fetch', async () => {
  const transactions = await Promise.all(
    Array.from({ length: 210 }, () => health.contract.submitAsync('put', { arguments: ['long history', 'x'] })),
  );
  for (const transaction of transactions) assert.ok((await transaction.getStatus()).successful);
  const history: unknown = JSON.parse(text(await health.contract.evaluateTransaction('history', 'long history')));
  const ids = z
    .array(z.tuple([z.string(), z.string(), z.number()]))
    .parse(history)
    .map(([, id]) => id);
  assert.equal(new Set(ids).size, 210);
  assert.equal(ids.length, 210);
});
