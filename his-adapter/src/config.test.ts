import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ledgerConfiguration } from '@tallystick/ledger';
import { ConfigError, readConfig, type ServiceConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const good = { DATA_DIR: 'data' };
/** A ledger whose files are all right: reading those is tested where certificates can be made. */
const ledger: ReturnType<typeof ledgerConfiguration> = {
  config: {
    target: {
      channel: 'tallystick',
      chaincode: 'tallystick',
      organisations: [],
      orderer: { mspId: 'HealthMSP', mspRoot: 'root.pem' },
    },
    organisation: 'HealthMSP',
    user: 'adapter',
  },
  faults: [],
};
const read = (env: Record<string, string>): ServiceConfig => readConfig(env, () => ledger);

test('what has to be given is given, the rest has safe defaults', () => {
  const config = read(good);
  assert.equal(config.http.host, '127.0.0.1');
  assert.deepEqual(config.machineTokens, [], 'no machine may send unless one is named');
  assert.equal(config.policy.testConnection, false);
  assert.equal(config.codeSeconds, 86_400);
});

test('every fault is told at once', () => {
  assert.throws(
    () =>
      readConfig({ PORT: 'x', FACILITY: 'No Spaces', POLICY_FILE: join(folder, 'missing'), CODE_SECONDS: '99999999' }),
    (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      for (const name of ['DATA_DIR', 'LEDGER_TARGET', 'PORT', 'FACILITY', 'POLICY_FILE', 'CODE_SECONDS']) {
        assert.ok(
          error.faults.some((fault) => fault.startsWith(`${name}:`)),
          name,
        );
      }
      return true;
    },
  );
});

test('an adapter without settings is user `adapter` of Health', () => {
  let told: unknown;
  readConfig(good, (settings) => {
    told = settings;
    return ledger;
  });
  assert.deepEqual(told, { ...good, LEDGER_ORGANISATION: 'HealthMSP', LEDGER_USER: 'adapter' });
});

test('tokens come from a file, one a line, and short ones are refused', () => {
  const file = join(folder, 'tokens');
  writeFileSync(file, `# the laboratory\n${'t'.repeat(40)}\n\n`);
  assert.deepEqual(read({ ...good, MACHINE_TOKENS_FILE: file }).machineTokens, ['t'.repeat(40)]);
  writeFileSync(file, 'short\n');
  assert.throws(() => read({ ...good, MACHINE_TOKENS_FILE: file }), ConfigError);
});
