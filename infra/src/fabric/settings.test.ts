import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { capabilitiesFor } from './capabilities.ts';
import { chosen, readSettings, type Settings, whyNot, writeSettings } from './settings.ts';

const made: Settings = {
  v: 1,
  ordering: 'bft-4',
  portBase: 4000,
  capabilities: capabilitiesFor('3.1.5', 'bft-4'),
};

test('a network is what it was made as, otherwise what is wanted, otherwise three Raft orderers from port 3000 on', () => {
  assert.deepEqual(chosen(undefined, {}), { ordering: 'raft-3', portBase: 3000 });
  assert.deepEqual(chosen(undefined, { ordering: 'raft-1', portBase: 5000 }), { ordering: 'raft-1', portBase: 5000 });
  assert.deepEqual(chosen(made, { ordering: 'raft-1' }), { ordering: 'bft-4', portBase: 4000 });
});

test('what stands in block 0 is not changed by an option, and that is said', () => {
  assert.equal(whyNot(undefined, { ordering: 'raft-1' }), undefined);
  assert.equal(whyNot(made, {}), undefined);
  assert.equal(whyNot(made, { ordering: 'bft-4', portBase: 4000 }), undefined);
  assert.match(whyNot(made, { ordering: 'raft-3' }) ?? '', /made with orderers bft-4, which/);
  assert.match(whyNot(made, { ordering: 'raft-3', portBase: 3000 }) ?? '', /orderers bft-4 and port base 4000/);
});

test('settings are read as they were written; a file of another form is refused by name', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-settings-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.equal(readSettings(folder), undefined);
  writeSettings(folder, made);
  assert.deepEqual(readSettings(folder), made);
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...made, v: 2 }));
  assert.throws(() => readSettings(folder), /settings\.json is no settings file of this version/);
});
