/** The fixture chaincode as a process of its own, as on Fabric. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

import { connects, end } from '../chaincode-server.ts';

export { end as kill, freePort } from '../chaincode-server.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../test/chaincode');
const START_DEADLINE = 30_000;
/** The package id under which the fixture registers. */
export const PACKAGE_ID = 'fixture:0000';

/** A running chaincode server. */
export type ChaincodeProcess = { address: string; child: ChildProcess; stop(): Promise<void> };

/** Starts the fixture chaincode, or the one in another folder, and waits until it listens. */
export async function startChaincode(
  port: number,
  folder = FOLDER,
  environment: Record<string, string> = {},
): Promise<ChaincodeProcess> {
  const address = `127.0.0.1:${port}`;
  const cli = createRequire(import.meta.url).resolve('fabric-shim/cli.js');
  const args = [cli, 'server', '--chaincode-address', address, '--chaincode-id', PACKAGE_ID];
  const quiet = { CORE_CHAINCODE_LOGGING_LEVEL: 'error', CORE_CHAINCODE_LOGGING_SHIM: 'error' };
  const env = { ...process.env, ...quiet, ...environment };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  await listening(port, child, output);
  return { address, child, stop: () => end(child) };
}

async function listening(port: number, child: ChildProcess, output: string[]): Promise<void> {
  const deadline = Date.now() + START_DEADLINE;
  while (child.exitCode === null && Date.now() < deadline) {
    if (await connects(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the fixture chaincode did not start:\n${output.join('')}`);
}
