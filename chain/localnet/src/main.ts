/** A network as a process of its own; options: `options.ts`. */
import { fstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { definitionOfFolder } from './chaincode-folder.ts';
import { freePort, startChaincodeServer } from './chaincode-server.ts';
import { takeOrders } from './control.ts';
import { type NetworkDefinition, networkDefinition } from './definition.ts';
import { startLocalnet } from './localnet.ts';
import type { Logger } from './log.ts';
import { parseOptions, type RunOptions, usage } from './options.ts';
import { type NetworkTarget, writeTarget } from './target.ts';

/** What has to be undone at the end, newest first. */
type Closers = (() => void | Promise<void>)[];

/** What is said goes to stderr; stdout belongs to the one line that says that the network serves. */
function logger(json: boolean): Logger {
  const say = (level: string, message: string): void => {
    const line = json ? JSON.stringify({ level, time: new Date().toISOString(), message }) : message;
    process.stderr.write(`${line}\n`);
  };
  return {
    info: (message) => say('info', message),
    warn: (message) => say('warn', message),
    error: (message) => say('error', message),
  };
}

async function run(options: RunOptions, closers: Closers): Promise<void> {
  const log = logger(options.json);
  const dataDir = options.data ?? temporaryFolder(closers);
  const definition = await definitionFor(options, closers, log);
  const localnet = await startLocalnet({
    definition,
    dataDir,
    production: process.env.NODE_ENV === 'production',
    pilot: options.pilot,
    log,
  });
  closers.push(() => localnet.close());
  const { target } = localnet;
  if (options.writeTarget !== undefined) writeTarget(options.writeTarget, target);
  const ready = { event: 'ready', height: Number(localnet.height()), data: dataDir, target };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  if (options.control) takeOrders(process.stdin, localnet, (line) => process.stdout.write(`${line}\n`));
  if (options.kind === 'chaincode') for (const line of whatNext(target, options, dataDir)) log.info(line);
}

/** The definition, with its chaincode running where this process is to start it. */
async function definitionFor(options: RunOptions, closers: Closers, log: Logger): Promise<NetworkDefinition> {
  if (options.kind === 'definition') return readDefinition(options.definition);
  const folder = path.resolve(options.chaincode);
  const address = `127.0.0.1:${await freePort()}`;
  const definition = definitionOfFolder(folder, { ...options, address });
  const { packageId } = definition.chaincode;
  const server = startChaincodeServer({ folder, address, packageId, log });
  closers.push(server.stop);
  await server.listening;
  return definition;
}

function temporaryFolder(closers: Closers): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'localnet-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function whatNext(target: NetworkTarget, { writeTarget: file }: RunOptions, dataDir: string): string[] {
  return [
    `channel ${target.channel}, chaincode ${target.chaincode}, ready for clients:`,
    ...target.organisations.map(
      ({ mspId, endpoint, users }) => `  ${mspId}  ${endpoint}  users ${Object.keys(users).join(', ')}`,
    ),
    `TLS roots, certificates and keys: ${file ?? path.join(dataDir, 'target.json')}`,
    'Connect with @hyperledger/fabric-gateway: tlsRoot for the connection (server name localhost), a user’s certificate',
    'and key as identity and signer. Ctrl-C ends network and chaincode.',
  ];
}

function readDefinition(file: string): NetworkDefinition {
  const parsed = networkDefinition.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Stops at a signal, and when whoever started this process is gone. */
function stopWithParent(stop: () => void): void {
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  // A terminal stays open, and a file is at its end at once: only a pipe tells that the parent has gone.
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) process.stdin.resume().on('end', stop).on('error', stop);
}

function optionsOrExit(): RunOptions {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options !== undefined) return options;
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
    process.exit(2);
  }
}

const options = optionsOrExit();
const closers: Closers = [];
let ending = false;
async function end(status: number): Promise<void> {
  if (ending) return;
  ending = true;
  for (const close of closers.splice(0).reverse()) await close();
  process.exit(status);
}
stopWithParent(() => void end(0));
run(options, closers).catch((error: Error) => {
  if (!ending) process.stderr.write(`${error.message}\n`);
  void end(1);
});
