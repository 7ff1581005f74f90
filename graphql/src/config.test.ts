import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { ledgerConfiguration } from '@tallystick/ledger';
import { ensureWitnessKey, readWitnessKey } from './auditor/witness-key.ts';
import { apiConfig, auditorConfig, ConfigurationError } from './config.ts';
import { ensureExportKey, readExportKey } from './exports/signing-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-config-'));
after(() => rmSync(folder, { recursive: true }));
/** A ledger whose files are all right: reading those is tested where certificates can be made. */
const ledger: ReturnType<typeof ledgerConfiguration> = {
  config: {
    target: {
      channel: 'tallystick',
      chaincode: 'tallystick',
      organisations: [],
      orderer: { mspId: 'AuthorityMSP', mspRoot: 'root.pem' },
    },
    organisation: 'AuthorityMSP',
    user: 'api',
  },
  faults: [],
};
const environment = {
  PORT: '3002',
  DATA_DIR: folder,
  LEDGER_TARGET: 'target.json',
  LEDGER_ORGANISATION: 'AuthorityMSP',
  LEDGER_USER: 'api',
};

describe('the configuration', () => {
  it('takes what it needs and has defaults for the rest', () => {
    const config = apiConfig(environment, () => ledger);
    assert.equal(config.ledger, ledger.config);
    assert.deepEqual([config.port, config.windowSeconds, config.embedded], [3002, 14_400, false]);
    assert.deepEqual(config.exportKeyFiles, [join(folder, 'export-key.json')]);
    const embedded = apiConfig({ ...environment, EMBEDDED: '1', WINDOW_SECONDS: '10' }, () => ledger);
    assert.equal(embedded.embedded, true);
  });

  it('names all its faults at once', () => {
    assert.throws(
      () => apiConfig({ PORT: 'x', EMBEDDED: 'yes', TRUSTED_PROXY: 'proxy', WINDOW_SECONDS: '0' }),
      (error: Error) =>
        error instanceof ConfigurationError &&
        ['PORT', 'DATA_DIR', 'LEDGER_TARGET', 'LEDGER_ORGANISATION', 'EMBEDDED', 'TRUSTED_PROXY'].every((name) =>
          error.message.includes(`${name}:`),
        ),
    );
    assert.throws(() => auditorConfig(environment), /API_URL/);
    assert.throws(
      () => apiConfig({ ...environment, PORT: 'x', LEDGER_TARGET: 'nowhere' }),
      /PORT: [\s\S]*LEDGER_TARGET \(nowhere\): is not there\./,
    );
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
