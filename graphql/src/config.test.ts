import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ensureWitnessKey, readWitnessKey } from './auditor/witness-key.ts';
import { apiConfig, auditorConfig, ConfigurationError } from './config.ts';
import { ensureExportKey, readExportKey } from './exports/signing-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-config-'));
after(() => rmSync(folder, { recursive: true }));
const target = join(folder, 'target.json');
writeFileSync(
  target,
  JSON.stringify({
    channel: 'tallystick',
    chaincode: 'tallystick',
    organisations: [
      {
        mspId: 'AuthorityMSP',
        name: 'authority',
        endpoint: 'localhost:1',
        tlsServerName: 'localhost',
        tlsRoot: 'a.pem',
        mspRoot: 'b.pem',
        users: {},
      },
    ],
    orderer: { mspId: 'AuthorityMSP', mspRoot: 'b.pem' },
  }),
);
const environment = {
  PORT: '3002',
  DATA_DIR: folder,
  LEDGER_TARGET: target,
  LEDGER_ORGANISATION: 'AuthorityMSP',
  LEDGER_USER: 'api',
};

describe('the configuration', () => {
  it('takes what it needs and has defaults for the rest', () => {
    const config = apiConfig(environment);
    assert.deepEqual([config.port, config.windowSeconds, config.embedded], [3002, 14_400, false]);
    assert.deepEqual(config.exportKeyFiles, [join(folder, 'export-key.json')]);
    assert.equal(apiConfig({ ...environment, EMBEDDED: '1', WINDOW_SECONDS: '10' }).embedded, true);
  });

  it('names all its faults at once', () => {
    assert.throws(
      () => apiConfig({ PORT: 'x', EMBEDDED: 'yes', TRUSTED_PROXY: 'proxy', WINDOW_SECONDS: '0' }),
      (error: Error) =>
        error instanceof ConfigurationError &&
        ['PORT', 'DATA_DIR', 'LEDGER_TARGET', 'LEDGER_ORGANISATION', 'LEDGER_USER', 'EMBEDDED', 'TRUSTED_PROXY'].every(
          (name) => error.message.includes(`${name}:`),
        ),
    );
    assert.throws(() => auditorConfig(environment), /API_URL/);
    assert.throws(() => apiConfig({ ...environment, LEDGER_TARGET: 'nowhere' }), /LEDGER_TARGET/);
  });
});

describe('keys in files', () => {
  it('are made once, for their owner alone', () => {
    const exportFile = join(folder, 'new', 'export.json');
    const first = ensureExportKey(exportFile);
    assert.match(first.publicKey, /^04[0-9a-f]{128}$/);
    assert.match(first.keyId, /^export-[0-9a-f]{16}$/);
    assert.deepEqual(ensureExportKey(exportFile), first);
    assert.equal(readExportKey(exportFile).secretKey.length, 32);
    assert.equal(statSync(exportFile).mode & 0o777, 0o600);
    const witnessFile = join(folder, 'new', 'witness.json');
    assert.equal(ensureWitnessKey(witnessFile), readWitnessKey(witnessFile).publicKey);
    assert.equal(statSync(witnessFile).mode & 0o777, 0o600);
  });
});
