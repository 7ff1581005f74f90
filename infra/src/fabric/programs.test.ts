import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findPrograms, programNames, searchFolders } from './programs.ts';

/** A folder that looks like a release of a version. */
function release(t: TestContext, version: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-release-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of ['bin', 'config']) mkdirSync(join(folder, part));
  for (const name of programNames) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\necho "peer:\n Version: ${version}\n Commit SHA: 0"\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  for (const name of ['core.yaml', 'orderer.yaml']) writeFileSync(join(folder, 'config', name), '');
  return join(folder, 'bin');
}

test('programs are looked for where one says, otherwise on PATH, then in a cache folder', () => {
  assert.deepEqual(searchFolders({ FABRIC_BIN: '/x/bin', PATH: '/a:/b' }), ['/x/bin']);
  assert.deepEqual(searchFolders({ PATH: '/a:/b', XDG_CACHE_HOME: '/c' }), ['/a', '/b', '/c/tallystick-fabric/bin']);
});

test('2.5 from its sixteenth on and 3.1 or later are taken; others are refused by their version', (t) => {
  for (const version of ['v2.5.16', '2.5.20', 'v3.1.5', '3.2.0']) {
    const found = findPrograms({ FABRIC_BIN: release(t, version) });
    assert.equal(found.version, version.replace('v', ''));
  }
  for (const version of ['2.2.15', '2.5.9', '3.0.0', 'development']) {
    assert.throws(
      () => findPrograms({ FABRIC_BIN: release(t, version) }),
      new RegExp(`are Fabric ${version}; 2.5.16 or`),
    );
  }
});

test('a machine without programs is told where one looked and how to get them', () => {
  assert.throws(
    () => findPrograms({ FABRIC_BIN: '/nowhere' }),
    /were not found in \/nowhere \(FABRIC_BIN\)\. Get the official release as https:\/\/hyperledger-fabric\.readthedocs\.io/,
  );
});
