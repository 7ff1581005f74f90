import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contractVersion } from './contract-version.ts';

test('a contract has another version when its code or its terms change, and not when its tests do', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-contract-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const put = (path: string, content: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  put('package.json', '{}');
  put('src/rules/publish.ts', 'one');
  const version = (terms: unknown = { policy: 'two of three' }): string => contractVersion('1.0', terms, [folder]);
  const first = version();
  assert.match(first, /^1\.0-[0-9a-f]{12}$/);
  put('src/rules/publish.test.ts', 'a test');
  put('src/testing/made.ts', 'help for tests');
  assert.equal(version(), first);
  assert.notEqual(version({ policy: 'one of three' }), first);
  put('src/rules/publish.ts', 'two');
  const second = version();
  assert.notEqual(second, first);
  put('src/rules/revoke.ts', 'new');
  assert.notEqual(version(), second);
  rmSync(join(folder, 'src/rules/revoke.ts'));
  assert.equal(version(), second);
});
