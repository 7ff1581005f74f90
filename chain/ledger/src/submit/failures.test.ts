import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasRecordings, noRecordings, recordedFile } from '../testing/recorded.ts';
import { understand } from './failures.ts';

type Recorded = {
  scenario: string;
  call: string;
  error?: { jsErrorClass: string; grpcCode?: number; message: string; details?: unknown };
};

/** What each recorded failure has to be understood as: `<code> <remedy>`, by the first text that its scenario contains. */
const expected: readonly (readonly [scenario: string, understood: string])[] = [
  ['chaincode throws on one other peer only', 'INTERNAL none'],
  ['chaincode throws', 'INTERNAL none'],
  ['unknown function', 'INTERNAL none'],
  ['wrong number of arguments', 'INTERNAL none'],
  ['unknown chaincode', 'LEDGER_UNAVAILABLE elsewhere'],
  ['unknown channel, ', ''],
  ['client of an MSP', 'ACCESS_DENIED confirm'],
  ['certificate claims the organisation', 'ACCESS_DENIED confirm'],
  ["another organisation's certificate", 'ACCESS_DENIED confirm'],
  ['certificate', 'ACCESS_DENIED none'],
  ['signature made with another key', 'ACCESS_DENIED none'],
  ['signature is not DER', 'ACCESS_DENIED none'],
  ['high-S signature', 'ACCESS_DENIED none'],
  ['timestamp', 'ACCESS_DENIED none'],
  ['creator of the envelope replaced by a foreign', 'ACCESS_DENIED none'],
  ['creator of the envelope replaced by an expired', 'ACCESS_DENIED none'],
  ['status asked by a foreign identity', 'ACCESS_DENIED none'],
  ['payload is rubbish', 'BAD_REQUEST none'],
  ['value of 11 MB', 'BAD_REQUEST none'],
  ['non-deterministic', 'ENDORSEMENT_REFUSED again'],
  ['without a peer', 'LEDGER_UNAVAILABLE elsewhere'],
  ['private read by a client outside', 'ACCESS_DENIED none'],
  ['private read at a peer outside', 'PRIVATE_DATA_MISSING again'],
  ['unknown transaction id, deadline', 'LEDGER_TIMEOUT unknown'],
  ['deadline', 'LEDGER_TIMEOUT unknown'],
  ['nobody to send it to, ', 'LEDGER_UNAVAILABLE elsewhere'],
  ['chaincode runs longer', 'LEDGER_UNAVAILABLE elsewhere'],
  ['600 evaluations at once', 'CHANNEL_BUSY again'],
  ['orderer down', 'LEDGER_UNAVAILABLE elsewhere'],
  ['orderer just started', 'LEDGER_UNAVAILABLE elsewhere'],
  ['chaincode of the gateway peer stopped', 'LEDGER_UNAVAILABLE elsewhere'],
  ['chaincode of one other peer stopped', 'LEDGER_UNAVAILABLE elsewhere'],
  ['chaincode process exits', 'LEDGER_UNAVAILABLE elsewhere'],
  ['down', 'LEDGER_UNAVAILABLE elsewhere'],
  ['peers just started', 'LEDGER_UNAVAILABLE elsewhere'],
];

test('every recorded failure of real Fabric that the table names is understood', (t) => {
  if (!hasRecordings) return t.skip(noRecordings);
  const { entries } = JSON.parse(recordedFile('errors.json').toString('utf8')) as { entries: Recorded[] };
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const { scenario, call, error } of entries) {
    const row = expected.find(([text]) => scenario.includes(text));
    if (error === undefined || row === undefined || row[1] === '' || error.jsErrorClass === 'CommitError') continue;
    if (call === 'events') continue;
    seen.add(row[0]);
    const { error: ours, remedy } = understand({ ...error, code: error.grpcCode });
    if (`${ours.code} ${remedy}` !== row[1]) wrong.push(`${scenario} (${call}): ${ours.code} ${remedy}, not ${row[1]}`);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(
    expected.filter(([text, as]) => as !== '' && !seen.has(text)),
    [],
  );
});

const detail = (mspId: string, message: string): unknown => ({ address: 'peer', mspId, message });

test('the contract’s own error stands in the details, though the message arrives empty', () => {
  const failure = understand({
    code: 2,
    message: '2 UNKNOWN: ',
    details: [detail('HealthMSP', 'chaincode response 500, CODE_USED: It has been used already. ')],
  });
  assert.equal(failure.error.code, 'CODE_USED');
  assert.equal(failure.remedy, 'none');
  const lagging = understand({ details: [detail('A', 'chaincode response 500, CODE_UNKNOWN: None.')] });
  assert.equal(lagging.remedy, 'confirm', 'this peer may not have the authorisation yet');
  const field = understand({ details: [detail('A', 'chaincode response 500, BAD_REQUEST(roots[3]): No.')] });
  assert.equal(field.error.field, 'roots[3]');
});

test('an error of one endorser, where another agreed, may be a lag and is tried again', () => {
  const message = '10 ABORTED: failed to collect enough transaction endorsements, see attached details for more info';
  const refusal = (mspId: string): unknown => detail(mspId, 'chaincode response 500, AUTHORISATION_UNKNOWN: None.');
  const one = { code: 10, message, details: [refusal('AuditorMSP')] };
  assert.equal(understand(one).error.code, 'AUTHORISATION_UNKNOWN');
  assert.equal(understand(one).remedy, 'again');
  // Two that refuse are of one mind: that is final.
  const both = { ...one, details: [refusal('AuditorMSP'), refusal('AuthorityMSP')] };
  assert.equal(understand(both).remedy, 'none');
});

test('an error of both endorsers is final', () => {
  const message = '10 ABORTED: failed to collect enough transaction endorsements, see attached details for more info';
  const refusal = 'chaincode response 500, CODE_USED: It has been used already.';
  const failure = understand({
    code: 10,
    message,
    details: [detail('AuthorityMSP', refusal), detail('AuditorMSP', refusal)],
  });
  assert.equal(failure.error.code, 'CODE_USED');
  assert.equal(failure.remedy, 'none');
});

test('a peer that cannot write is one that does not work: others are asked', () => {
  const full = 'error in simulation: error writing batch to leveldb: write 000001.log: no space left on device';
  const failure = understand({
    code: 10,
    message: '10 ABORTED: failed to endorse transaction, see attached details for more info',
    details: [detail('AuthorityMSP', full)],
  });
  assert.deepEqual(
    [failure.error.code, failure.remedy, failure.down],
    ['LEDGER_UNAVAILABLE', 'elsewhere', ['AuthorityMSP']],
  );
});

test('who does not work is read from the details or the text', () => {
  const named = understand({
    code: 14,
    message: '14 UNAVAILABLE: failed to find any endorsing peers for org(s): AuthorityMSP, AuditorMSP',
    details: [],
  });
  assert.deepEqual(named.down, ['AuthorityMSP', 'AuditorMSP']);
  const refused = understand({
    code: 14,
    message: '14 UNAVAILABLE: No connection established. ECONNREFUSED',
    details: [],
  });
  assert.equal(refused.unreached, true);
  assert.deepEqual(refused.down, []);
});
