/** A chaincode's own process: `fabric-chaincode-node server` in its folder, started again when it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './log.ts';

/** How long a chaincode may take until it listens, in milliseconds. */
const START_DEADLINE = 60_000;
/** Pause before a chaincode that ended is started again, in milliseconds. */
const RESTART_PAUSE = 1_000;
/** The last lines of its output that an error quotes. */
const QUOTED_LINES = 40;

const END_WITH_PARENT = new URL('./end-with-parent.ts', import.meta.url).href;

/** What a chaincode server is started with. */
export type ChaincodeServerOptions = {
  folder: string;
  /** 127.0.0.1:port. */
  address: string;
  packageId: string;
  log: Logger;
};

/** A port of the loopback interface that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

/** A chaincode that is starting or runs. */
export type ChaincodeServer = {
  /** Resolves once it listens; rejects with its output when it ends before. */
  listening: Promise<void>;
  stop(): Promise<void>;
};

/** Starts a chaincode. What it prints goes to the log; when it ends after it has listened, it is started again. */
export function startChaincodeServer(options: ChaincodeServerOptions): ChaincodeServer {
  let { child, output } = spawnServer(options);
  let stopped = false;
  const restart = async (): Promise<void> => {
    if (stopped) return;
    options.log.warn(`the chaincode ended (${howItEnded(child)}); it is started again`);
    await sleep(RESTART_PAUSE, undefined, { ref: false });
    if (stopped) return;
    ({ child, output } = spawnServer(options));
    child.once('exit', () => void restart());
  };
  const listening = (async () => {
    const why = await waitUntilListening(child, options.address);
    if (why !== undefined) {
      await end(child);
      throw new Error(`the chaincode in ${options.folder} ${why}:\n${output.join('\n')}`);
    }
    child.once('exit', () => void restart());
  })();
  const stop = async (): Promise<void> => {
    stopped = true;
    await end(child);
  };
  return { listening, stop };
}

/** Why it does not listen, or nothing once it does. */
async function waitUntilListening(child: ChildProcess, address: string): Promise<string | undefined> {
  const deadline = Date.now() + START_DEADLINE;
  const port = Number(address.split(':').at(-1));
  while (isRunning(child)) {
    if (await connects(port)) return undefined;
    if (Date.now() > deadline) return `did not listen within ${START_DEADLINE / 1000} s`;
    await sleep(50);
  }
  return `ended (${howItEnded(child)})`;
}

/** What a chaincode does not bring itself is taken from what localnet is installed with. */
function spawnServer({ folder, address, packageId, log }: ChaincodeServerOptions): {
  child: ChildProcess;
  output: string[];
} {
  const cli = shimOf(folder);
  const installed = path.resolve(path.dirname(cli), '..');
  const child = spawn(
    process.execPath,
    ['--import', END_WITH_PARENT, cli, 'server', '--chaincode-address', address, '--chaincode-id', packageId],
    {
      cwd: folder,
      env: {
        CORE_CHAINCODE_LOGGING_LEVEL: 'error',
        CORE_CHAINCODE_LOGGING_SHIM: 'error',
        ...process.env,
        NODE_PATH: [process.env.NODE_PATH, installed].filter(Boolean).join(path.delimiter),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream!.on('data', (chunk: Buffer) => {
      const lines = chunk.toString().trimEnd().split('\n');
      output.push(...lines);
      output.splice(0, output.length - QUOTED_LINES);
      for (const line of lines) log.info(`chaincode: ${line}`);
    });
  }
  child.on('error', (error) => output.push(error.message));
  return { child, output };
}

/** The framework's command line: the chaincode's own, otherwise ours. */
function shimOf(folder: string): string {
  try {
    return createRequire(path.join(path.resolve(folder), 'package.json')).resolve('fabric-shim/cli.js');
  } catch {
    return createRequire(import.meta.url).resolve('fabric-shim/cli.js');
  }
}

/** Whether somebody listens on a port of the loopback interface. */
export async function connects(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function howItEnded(child: ChildProcess): string {
  return child.signalCode ?? `exit status ${child.exitCode}`;
}

/** Ends a child at once and waits for its end. */
export async function end(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
