import { rmSync } from 'node:fs';
import { isFree, listenerOf } from '../dev/ports.ts';
import { readTarget } from '../network/index.ts';
import { capabilitiesFor, whyTooOld } from './capabilities.ts';
import { healthy, joinChannel, makeGenesis } from './channel.ts';
import { writeConfigFolder } from './config-folder.ts';
import { chaincodeProcess, type Layout, portsOf } from './layout.ts';
import { deploy } from './lifecycle.ts';
import { makeMaterial } from './material.ts';
import { type Chaincode, chaincodesOf, nodesOf } from './process-definitions.ts';
import { isOutdated, type NetworkProcess, pidOf } from './process-notes.ts';
import { stopProcess } from './processes.ts';
import type { FabricPrograms } from './programs.ts';
import { prove } from './proof.ts';
import { readSettings, writeSettings } from './settings.ts';
import { Start } from './start.ts';
import { lockStart } from './start-lock.ts';
import { targetFile, writeTarget } from './target.ts';
import { forgetUnjoined } from './unjoined.ts';

/** @throws Error with a sentence when something else has a port of a process that is to be started. */
async function portsAreFree(layout: Layout): Promise<void> {
  for (const { name, port } of portsOf(layout)) {
    if (pidOf(layout.folder, name) !== undefined || (await isFree(port))) continue;
    throw new Error(`Port ${port}, which ${name} needs, is taken by ${listenerOf(port)}.`);
  }
}

/**
 * Starts the network, makes the channel, deploys the chaincode, and resolves once a transaction of each organisation has
 * been committed. Goes on where an earlier start or an earlier network in the folder stopped; what is as it should be is
 * left alone. When it fails, or the signal ends it, what it started is ended again.
 */
export async function up(
  programs: FabricPrograms,
  layout: Layout,
  channel: string,
  chaincode: Chaincode,
  say: (line: string) => void,
  interrupted?: AbortSignal,
): Promise<void> {
  const begin = performance.now();
  say(`Fabric ${programs.version}, ${programs.program.peer}`);
  const made = readSettings(layout.folder)?.capabilities;
  const tooOld = made && whyTooOld(programs.version, made);
  if (tooOld !== undefined) throw new Error(tooOld);
  const capabilities = made ?? capabilitiesFor(programs.version, layout.ordering);
  const letGo = lockStart(layout.folder);
  const start = new Start(layout.folder, interrupted);
  const commander = { programs, layout, signal: start.signal };
  const run = async (processes: readonly NetworkProcess[], what: string): Promise<boolean> => {
    const outcomes = await Promise.all(processes.map((each) => start.run(each)));
    const count = (wanted: string): number => outcomes.filter((outcome) => outcome === wanted).length;
    const [started, replaced, running] = [count('started'), count('replaced'), count('running')];
    const parts = [
      ...(started > 0 ? [`${started} started`] : []),
      ...(replaced > 0 ? [`${replaced} replaced`] : []),
      ...(running > 0 ? [`${running} running already`] : []),
    ];
    say(`${what}: ${parts.join(', ')}`);
    return running === outcomes.length;
  };
  try {
    await portsAreFree(layout);
    writeSettings(layout.folder, { v: 1, ordering: layout.ordering, portBase: layout.portBase, capabilities });
    const keys = await makeMaterial(layout);
    forgetUnjoined(layout);
    writeConfigFolder(programs, layout, capabilities);
    const genesis = await makeGenesis(commander, channel);
    say(`Keys and certificates ${keys ? 'made' : 'kept'}, channel ${channel} ${genesis ? 'made' : 'kept'}`);
    const nodesRan = await run(nodesOf(programs, layout), 'Orderers and peers');
    await Promise.all([...layout.orderers, ...layout.peers].map((node) => healthy(layout, node, start.signal)));
    await joinChannel(commander, channel, start);
    const chaincodes = chaincodesOf(layout, chaincode);
    let contractRan = false;
    const runContract = async (): Promise<void> => {
      contractRan = await run(chaincodes, 'Contract processes');
    };
    // Processes of an older contract serve until the new one is about to be committed.
    const isOlder = chaincodes.some((each) => isOutdated(layout.folder, each));
    if (!isOlder) await runContract();
    const { signal } = start;
    await deploy(programs, layout, channel, chaincode, say, {
      signal,
      ...(isOlder ? { switchOver: runContract } : {}),
    });
    writeTarget(layout, channel, chaincode.name);
    const proven = await prove(start, readTarget(targetFile(layout)), chaincode.proof);
    const blocks = proven.map(({ mspId, block }) => `${mspId} in block ${block}`).join(', ');
    say(`Transactions committed: ${blocks}`);
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    say(nodesRan && contractRan ? `Was up already and works (${seconds} s)` : `Ready after ${seconds} s`);
  } catch (error) {
    const reason: unknown = start.signal.aborted ? start.signal.reason : error;
    await start.undo();
    throw reason;
  } finally {
    start.finish();
    letGo();
  }
}

/** Names of every process, in the order in which they end. */
export const processNames = (layout: Layout): string[] => [
  ...layout.peers.map(chaincodeProcess),
  ...layout.peers.map(({ name }) => name),
  ...layout.orderers.map(({ name }) => name),
];

/** Process ids of what runs, by name. */
export function runningPids(layout: Layout): Record<string, number> {
  const found = processNames(layout).map((name) => [name, pidOf(layout.folder, name)] as const);
  return Object.fromEntries(found.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
}

/** Ends every process; the ledger stays. Returns how many were running. */
export async function down(layout: Layout): Promise<number> {
  const stopped = await Promise.all(processNames(layout).map((name) => stopProcess(layout.folder, name)));
  return stopped.filter(Boolean).length;
}

/** {@link down}, and everything that was stored is deleted. */
export async function reset(layout: Layout): Promise<void> {
  await down(layout);
  rmSync(layout.folder, { recursive: true, force: true });
}
