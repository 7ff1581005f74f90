import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builds } from './builds.ts';
import { forgetLedger, type NetworkKind, startLedger } from './ledger.ts';
import { pinsOf } from './pins.ts';
import { busyPorts, ledgerPorts, type Ports } from './ports.ts';
import { prepareDataFolder, removeRunFile, runningStack, writeRunFile } from './run-file.ts';
import type { Voice } from './say.ts';
import { Service, type ServiceDefinition, type ServiceEvent } from './service.ts';
import { faceServices, ledgerServices, type StackFacts } from './services.ts';

/** A running system. */
export type Stack = {
  readonly facts: StackFacts;
  /** Process ids by service name, for fault tests. */
  pids(): Record<string, number>;
  stop(): Promise<void>;
};

/**
 * Starts everything in order: builds, ledger, API and Auditor, pins, hospital and faces; resolves when all is ready.
 * Rejects with one sentence, having stopped what it had started.
 */
export async function startStack(
  options: { ports: Ports; dataDir: string; fresh: boolean; windowSeconds: number; network: NetworkKind },
  voice: Voice,
): Promise<Stack> {
  const { ports, dataDir, windowSeconds } = options;
  const running = runningStack(dataDir);
  if (running !== undefined) {
    throw new Error(`A system runs on this data folder already (process ${running.pid}): see \`npm run status\`.`);
  }
  const busy = await busyPorts(ports, options.network === 'fabric' ? ledgerPorts : []);
  if (busy.length > 0) {
    const list = busy.map(({ port, name, by }) => `${port} (for ${name}) by ${by}`).join('; ');
    throw new Error(`In use: ${list}. Choose another row with \`npm start -- --port-base N\`.`);
  }
  if (options.fresh) {
    await forgetLedger(options.network, { dataDir, ports });
    rmSync(dataDir, { recursive: true, force: true });
  }
  prepareDataFolder(dataDir);

  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    removeRunFile(dataDir);
    for (const end of stops.reverse().splice(0)) await end();
  };
  try {
    const built = await builds(voice.say);
    voice.say('Starting the ledger: three peers, ordering and the contract …');
    const ledger = await startLedger(options.network, { dataDir, ports, report: tell(voice), say: voice.say });
    stops.push(ledger.stop);
    const networkFile = join(dataDir, 'network.json');
    const facts: StackFacts = {
      ports,
      dataDir,
      windowSeconds,
      target: ledger.targetFile,
      embedded: options.network === 'embedded',
      builds: built,
      networkFile,
      machineTokensFile: ensureMachineTokens(dataDir),
    };
    const services: Service[] = [];
    stops.push(async () => void (await Promise.all(services.map((service) => service.stop()))));
    const launch = async (definitions: ServiceDefinition[]): Promise<void> => {
      const started = definitions.map((definition) => new Service(definition, join(dataDir, 'logs'), tell(voice)));
      services.push(...started);
      await Promise.all(started.map((service) => service.start()));
    };
    await launch(ledgerServices(facts));
    writeFileSync(networkFile, `${JSON.stringify(await pinsOf(facts), null, 2)}\n`);
    await launch(faceServices(facts));
    writeRunFile(dataDir, {
      pid: process.pid,
      startedAt: Math.floor(Date.now() / 1000),
      ports,
      ledger: ledger.ports,
      ...(ledger.mendedBy === undefined ? {} : { ledgerMendedBy: ledger.mendedBy }),
      services: Object.fromEntries(
        services.map(({ definition }) => [
          definition.name,
          { ready: definition.readyUrl, status: definition.readyUrl.replace(/readyz$/, 'status') },
        ]),
      ),
    });
    const pids = (): Record<string, number> =>
      Object.fromEntries([
        ...services.flatMap((service) => (service.pid === undefined ? [] : [[service.definition.name, service.pid]])),
        ...Object.entries(ledger.pids()),
      ]);
    return { facts, pids, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A random bearer token for machines, made at the first start. */
function ensureMachineTokens(dataDir: string): string {
  const file = join(dataDir, 'his-machine-tokens');
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  return file;
}

/** Service events in words. */
function tell(voice: Voice): (event: ServiceEvent) => void {
  return ({ service, event, detail }) => {
    const line = `         · ${service}: ${event}${detail === undefined ? '' : ` (${detail})`}`;
    voice.event('service', { service, state: event, ...(detail === undefined ? {} : { detail }) }, line);
  };
}
