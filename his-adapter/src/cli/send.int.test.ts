import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startHospital, type TestHospital } from '../testing/hospital.ts';
import { realMessages } from '../testing/paths.ts';

let hospital: TestHospital;
before(async () => {
  hospital = await startHospital();
});
after(() => hospital?.stop());

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');

function send(...args: string[]): Promise<{ status: number | null; out: string }> {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, 'send.ts'),
    '--port',
    String(hospital.adapter.mllpPort),
    ...args,
  ]);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, out })));
}

test('sends a message brought to today and shows the answer', async () => {
  const { status, out } = await send(join(fixtures, 'oru-positive.hl7'), '--today');
  assert.equal(status, 0);
  assert.match(out, /\nMSA\|AA\|NL-0001$/m);
  assert.equal(hospital.store.inbox.list(['decided'], 1)[0]?.code, 'POSITIVE_FINAL');
});

test('says by its exit status that a message was not taken, and that none could be sent', async () => {
  const cut = await send(join(fixtures, 'oru-cut.hl7'));
  assert.equal(cut.status, 1);
  assert.match(cut.out, /MSA\|AE\|NL-0008[\s\S]*the message is cut/);
  assert.equal((await send('no-such-file')).status, 2);
  assert.equal((await send()).status, 2);
  assert.equal((await send('--help')).status, 0);
});

test('a real message of a laboratory opens a case', { skip: realMessages() ? false : 'no real messages' }, async () => {
  const file = join(realMessages() ?? '', 'prime-reportstream/hl7/state-receivers/sample_LA_20240806-0001.hl7');
  const { status } = await send(file, '--today');
  assert.equal(status, 0);
  assert.equal(hospital.store.inbox.list(['decided'], 1)[0]?.code, 'POSITIVE_FINAL');
});
