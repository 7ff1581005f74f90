import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { freeRow } from './free-row.ts';
import { repositoryRoot } from './options.ts';
import { isFree, type Ports } from './ports.ts';

// `npm start` as its user meets it: one process, JSON on standard output, signals.
const entry = join(repositoryRoot, 'infra', 'bin', 'tallystick.mjs');
const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-start-'));
let ports: Ports;

type Line = { event: string; [key: string]: unknown };
type Started = { child: ChildProcess; lines: Line[]; ended: Promise<number | null> };

function start(...extra: string[]): Started {
  const args = ['start', '--json', '--port-base', String(ports.phone), '--data-dir', dataDir, ...extra];
  const child = spawn(process.execPath, [entry, ...args], { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: Line[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(JSON.parse(line) as Line));
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      if (errors !== '') lines.push({ event: 'stderr', text: errors });
      resolve(code);
    }),
  );
  return { child, lines, ended };
}

/** Resolves with the first event of a name; rejects when the process ends before it. */
async function event({ child, lines }: Started, name: string): Promise<Line> {
  for (;;) {
    const found = lines.find((line) => line.event === name);
    if (found !== undefined) return found;
    if (child.exitCode !== null) throw new Error(`ended before ${name}: ${JSON.stringify(lines.slice(-3))}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function status(): Promise<{ code: number; out: string }> {
  return new Promise((resolve) =>
    execFile(process.execPath, [entry, 'status', '--json', '--data-dir', dataDir], (error, out) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out }),
    ),
  );
}

before(async () => {
  ports = await freeRow();
});
after(() => rmSync(dataDir, { recursive: true, force: true }));

test('wrong options are told in a sentence, exit status 2', async () => {
  const { lines, ended } = start('--window-seconds', 'soon');
  assert.equal(await ended, 2);
  assert.match(String(lines.at(-1)?.text), /--window-seconds takes/);
});

test('a port in use: it says which and by whom', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(ports.api, '127.0.0.1', done));
  try {
    const started = start();
    assert.equal(await started.ended, 1);
    const { message } = await event(started, 'failed');
    assert.match(String(message), new RegExp(`${ports.api} \\(for api\\) by .*process ${process.pid}`));
  } finally {
    await new Promise((done) => server.close(done));
  }
});

test('ready, status, Ctrl-C, and the next start goes on where it stopped', { timeout: 300_000 }, async () => {
  assert.equal((await status()).code, 3, 'nothing runs yet');
  const first = start();
  await event(first, 'ready');
  const running = await status();
  assert.equal(running.code, 0, running.out);
  const { services } = JSON.parse(running.out) as { services: { name: string; facts: { height?: number } }[] };
  const heightOf = (all: typeof services): number => all.find(({ name }) => name === 'api')?.facts.height ?? 0;
  assert.ok(heightOf(services) >= 8, 'the first policies stand on the ledger');
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  const network = readFileSync(join(dataDir, 'network.json'), 'utf8');

  const second = start();
  assert.equal(await second.ended, 1, 'a second one on the same data is refused');
  assert.match(String((await event(second, 'failed')).message), /runs on this data folder already/);

  first.child.kill('SIGINT');
  assert.equal(await first.ended, 0);
  for (const port of Object.values(ports)) assert.ok(await isFree(port), `port ${port} is free again`);
  assert.equal(existsSync(join(dataDir, 'run.json')), false);

  const again = start();
  await event(again, 'ready');
  assert.equal(readFileSync(join(dataDir, 'network.json'), 'utf8'), network, 'the same network');
  const later = JSON.parse((await status()).out) as { services: typeof services };
  assert.equal(heightOf(later.services), heightOf(services), 'nothing was agreed twice');
  again.child.kill('SIGTERM');
  assert.equal(await again.ended, 0);
});
