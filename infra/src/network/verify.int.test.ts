import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { organisations } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { anchor, answers, exportRecord, patient } from './testing/requests.ts';
import { exportKeyId, type TemporaryNetwork, temporaryNetwork } from './testing/temporary-network.ts';

const { health, authority } = organisations;

let network: TemporaryNetwork;
let height: number;

before(async () => {
  network = await temporaryNetwork();
  const api = await network.open(authority, 'api');
  const adapter = await network.open(health, 'adapter');
  const alice = await patient();
  const submission = anchor();
  await Promise.all([api.submit(submission), api.submit(submission), api.submit(anchor())]);
  await adapter.submit(alice.authorise);
  const { block } = await api.submit(alice.publish);
  await api.submit(exportRecord({ sequence: 1, previous: null, firstBlock: 0, lastBlock: block, keyId: exportKeyId }));
  await api.submit(answers([1, 0]));
  height = (await adapter.submit(alice.revoke)).block + 1;
});
after(() => network?.stop());

async function verify(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const program = join(repositoryRoot, 'chain', 'ledger', 'src', 'cli', 'main.ts');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const status = await new Promise<number | null>((done) => child.on('close', done));
  return { status, out, err };
}

type Summary = { blocks: number; transactions: number; valid: number; faults: { block: number; message: string }[] };

test('a whole ledger of the embedded network passes every check', async () => {
  const { status, out, err } = await verify('verify', '--target', network.targetFile, '--json');
  assert.equal(err, '');
  const summary = JSON.parse(out) as Summary;
  assert.deepEqual(summary.faults, []);
  assert.equal(status, 0);
  assert.equal(summary.blocks, height);
  assert.ok(summary.valid >= 14 && summary.transactions >= summary.valid);
});

test('another network, wrong options and an unreachable peer are told apart', async () => {
  const other = await verify('verify', '--target', network.targetFile, '--network', '00'.repeat(32));
  assert.equal(other.status, 1);
  assert.match(other.out, /^block 0: this is another network/);
  const wrong = await verify('verify');
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /--target FILE is missing/);
  const nowhere = await verify('verify', '--target', network.targetFile, '--organisation', 'NobodyMSP');
  assert.equal(nowhere.status, 3);
  assert.equal((await verify('--help')).status, 0);
});

test('a flag that a peer has turned round is found', async () => {
  const store = new DatabaseSync(join(network.dataDir, 'localnet', 'localnet.sqlite'), { timeout: 5000 });
  try {
    const number = height - 1;
    const { bytes } = store.prepare('SELECT bytes FROM blocks WHERE number = ?').get(number) as { bytes: Uint8Array };
    const put = (changed: Uint8Array): void => {
      store.prepare('UPDATE blocks SET bytes = ? WHERE number = ?').run(changed, number);
    };
    // The filter of a block with one valid transaction: metadata entry of one byte 00, before the empty orderer entry.
    const at = Buffer.from(bytes).lastIndexOf(Buffer.from([0x12, 0x01, 0x00, 0x12, 0x00]));
    const entry = at < 0 ? Buffer.from(bytes).lastIndexOf(Buffer.from([0x0a, 0x01, 0x00, 0x0a, 0x00])) : at;
    assert.ok(entry > 0, 'the filter is found');
    const changed = Uint8Array.from(bytes);
    changed[entry + 2] = 11;
    put(changed);
    const { status, out } = await verify('verify', '--target', network.targetFile);
    put(bytes);
    assert.equal(status, 1);
    assert.match(
      out,
      new RegExp(`^block ${number}, transaction 0: the peer calls it invalid \\(11\\), and it is valid`),
    );
  } finally {
    store.close();
  }
});
