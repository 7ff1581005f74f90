import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { policy } from '../decision/testing.ts';
import { logTo } from '../log.ts';
import { openStore } from '../store/store.ts';
import { processMessage } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-process-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a stored message that cannot be read after all is kept as failed for a person, and told without its content', () => {
  const store = openStore(folder);
  const lines: string[] = [];
  const id = store.inbox.put({
    receivedAt: 1,
    transport: 'mllp',
    sender: '',
    controlId: '1',
    type: 'ORU^R01',
    digest: Uint8Array.of(1),
    raw: new TextEncoder().encode('Beispiel is no message'),
    answer: [],
    state: 'stored',
    code: 'WAITING',
    reason: '',
  });
  const log = logTo((line) => lines.push(line));
  processMessage({ store, policy, facility: 'general-hospital', log, now: Date.now }, id);
  assert.equal(store.inbox.get(id)?.state, 'failed');
  assert.match(lines.join(''), /message-failed/);
  assert.doesNotMatch(lines.join(''), /Beispiel/);
  store.close();
});
