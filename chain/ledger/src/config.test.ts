import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LedgerConfig, ledgerConfig } from './config.ts';

const config: LedgerConfig = {
  target: {
    channel: 'tallystick',
    chaincode: 'tallystick',
    organisations: [
      {
        mspId: 'AuthorityMSP',
        name: 'authority',
        endpoint: '127.0.0.1:3008',
        tlsServerName: 'localhost',
        tlsRoot: 'tls.pem',
        mspRoot: 'msp.pem',
        users: { api: { certificate: 'api.pem', key: 'api.key' } },
      },
    ],
    orderer: { mspId: 'OrdererMSP', mspRoot: 'orderer.pem' },
  },
  organisation: 'AuthorityMSP',
  user: 'api',
};

/** Paths and messages of everything that is wrong. */
function faults(changes: Partial<Record<keyof LedgerConfig, unknown>>): string[] {
  const parsed = ledgerConfig.safeParse({ ...config, ...changes });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
}

test('a configuration gets its defaults', () => {
  const parsed = ledgerConfig.parse({ ...config, timeouts: { submit: 5 } });
  assert.equal(parsed.timeouts.submit, 5);
  assert.equal(parsed.timeouts.total, 60_000);
  assert.deepEqual(parsed.collectionPeers, {});
});

test('who does not belong to a collection cannot be put on its list of peers', () => {
  assert.deepEqual(faults({ collectionPeers: { keys: ['AuditorMSP', 'AuthorityMSP'] } }), []);
  assert.deepEqual(faults({ collectionPeers: { keys: ['AuthorityMSP', 'HealthMSP'] } }), [
    'collectionPeers HealthMSP does not belong to keys',
  ]);
});

test('what is unknown is refused, and an organisation or user that the target lacks is named', () => {
  assert.deepEqual(faults({ organisation: 'OtherMSP' }), ['organisation is not in the target']);
  assert.deepEqual(faults({ user: 'nobody' }), ['user is not among the organisation’s users in the target']);
  assert.equal(ledgerConfig.safeParse({ ...config, extra: 1 }).success, false);
  const target = { ...config.target, organisations: [{ ...config.target.organisations[0], endpoint: 'http://x' }] };
  assert.deepEqual(faults({ target }), ['target.organisations.0.endpoint must be host:port']);
});
