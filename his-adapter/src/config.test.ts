import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const good = { DATA_DIR: 'data', LEDGER_TARGET: 'target.json' };

test('what has to be given is given, the rest has safe defaults', () => {
  const config = readConfig(good);
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

test('tokens come from a file, one a line, and short ones are refused', () => {
  const file = join(folder, 'tokens');
  writeFileSync(file, `# the laboratory\n${'t'.repeat(40)}\n\n`);
  assert.deepEqual(readConfig({ ...good, MACHINE_TOKENS_FILE: file }).machineTokens, ['t'.repeat(40)]);
  writeFileSync(file, 'short\n');
  assert.throws(() => readConfig({ ...good, MACHINE_TOKENS_FILE: file }), ConfigError);
});
