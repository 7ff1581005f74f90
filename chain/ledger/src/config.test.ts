import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type LedgerConfig, ledgerConfig, networkTarget, ordererRoots } from './config.ts';

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

test('orderers of several organisations may sign blocks: whichever leads', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-roots-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const roots = ['HealthMSP', 'AuthorityMSP'].map((mspId) => ({ mspId, mspRoot: join(folder, mspId) }));
  for (const { mspId, mspRoot } of roots) writeFileSync(mspRoot, `root of ${mspId}`);
  const target = networkTarget.parse({ ...config.target, orderer: roots });
  assert.deepEqual(ordererRoots(target), { HealthMSP: 'root of HealthMSP', AuthorityMSP: 'root of AuthorityMSP' });
  assert.deepEqual(ordererRoots({ ...target, orderer: roots[0]! }), { HealthMSP: 'root of HealthMSP' });
  assert.equal(networkTarget.safeParse({ ...config.target, orderer: [] }).success, false);
});
