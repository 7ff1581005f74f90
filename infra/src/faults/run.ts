import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { ensureExportKey } from '@tallystick/graphql';
import { commit, randomHex } from '../api/requests.ts';
import { freeRow } from '../dev/free-row.ts';
import { exportKeyFile, type NetworkKind } from '../dev/ledger.ts';
import { repositoryRoot } from '../dev/options.ts';
import { bootstrapPolicies, readTarget } from '../network/index.ts';
import { diskNames, type Fault, faultsFor, type Strain, type Victims } from './catalogue.ts';
import { contentsUpTo } from './contents.ts';
import { type ControlledNetwork, startControlled } from './controlled-network.ts';
import { isWhole, type MutationKind, type Tally, tallies } from './journal.ts';
import { startLoad } from './load.ts';
import { type FaultServices, startServices } from './services.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

/** A fault that struck. */
export type StruckFault = {
  readonly name: string;
  /** From its beginning until every kind of mutation was acknowledged again. */
  readonly seconds: number;
  /** Attempts of clients that were not acknowledged meanwhile. */
  readonly failures: number;
};

/** What came of the faults. */
export type FaultReport = {
  readonly network: NetworkKind;
  readonly faults: readonly StruckFault[];
  /** Faults that could not strike here. */
  readonly impossible: readonly string[];
  readonly tallies: Readonly<Record<MutationKind, Tally>>;
  /** What `npm run ledger -- verify` said of the ledger afterwards. */
  readonly verified: { readonly whole: boolean; readonly said: string };
};

/** Whether nothing was lost, doubled or spoilt. */
export const isReportWhole = ({ tallies: all, verified }: FaultReport): boolean =>
  Object.values(all).every(isWhole) && verified.whole;

/** How the faults are run. */
export type RunOptions = {
  readonly network: NetworkKind;
  /** Acknowledged mutations of each kind before the next fault. */
  readonly between: number;
  /** Which faults; all that can strike when left out. */
  readonly only?: (fault: Fault) => boolean;
  readonly say: (line: string) => void;
  /** Ends everything and rejects: Fabric's processes and disks would outlive this process. */
  readonly interrupted?: AbortSignal;
};

/** Megabytes of a disk that is to become full: some more than what is stored there in a run. */
const diskMegabytes = 256;

/** Seconds in which every kind of mutation must be acknowledged again, also on a machine that has much else to do. */
const patience = 180;

/** Everything that runs, in a folder of its own. */
export type System = Victims & { stop(): Promise<void> };

/** Starts network and services for faults or outages; what was started is ended again when something fails. */
export async function startSystem(
  kind: NetworkKind,
  options: { withAuditor?: boolean; withDisks?: boolean; interrupted?: AbortSignal } = {},
): Promise<System> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-faults-'));
  const ports = await freeRow();
  const disks: Record<string, SmallDisk> = {};
  let network: ControlledNetwork | undefined;
  let services: FaultServices | undefined;
  const stop = async (): Promise<void> => {
    await services?.stop();
    await network?.stop();
    for (const disk of Object.values(disks)) disk.unmount();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    for (const name of options.withDisks === true ? diskNames[kind] : []) {
      const folder = name === 'peer.authority' ? join('fabric', 'peers', 'authority') : name;
      const disk = mountSmallDisk(join(dataDir, folder), diskMegabytes);
      if (disk !== undefined) disks[name] = disk;
    }
    network = await startControlled(kind, dataDir, ports, options.interrupted);
    const { targetFile } = network;
    await bootstrapPolicies(readTarget(targetFile), { exportKey: ensureExportKey(exportKeyFile(dataDir)) });
    services = await startServices({
      dataDir,
      ports,
      targetFile,
      embedded: kind === 'embedded',
      windowSeconds: 4,
      withAuditor: options.withAuditor === true,
    });
    return { network, services, disks, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs the check that anybody with a peer can run. */
function verify(targetFile: string): Promise<FaultReport['verified']> {
  const program = join(repositoryRoot, 'chain', 'ledger', 'src', 'cli', 'main.ts');
  const args = [program, 'verify', '--target', targetFile, '--organisation', 'AuthorityMSP'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 300_000 }, (failure, out, error) => {
      const lines = `${out}${error}`.trim().split('\n');
      resolve({ whole: failure === null, said: lines.at(-1) ?? '' });
    });
  });
}

/** Lets one fault after another strike under a steady load, and counts from the blocks what came of it. */
export async function runFaults(options: RunOptions): Promise<FaultReport> {
  const { network, interrupted } = options;
  const system = await startSystem(network, { withDisks: true, ...(interrupted && { interrupted }) });
  const interruption = new Promise<never>((_, reject) => {
    if (interrupted?.aborted === true) reject(interrupted.reason);
    interrupted?.addEventListener('abort', () => reject(interrupted.reason));
  });
  try {
    return await Promise.race([strikeAll(system, options), interruption]);
  } finally {
    await system.stop();
  }
}

async function strikeAll(system: System, { between, only = () => true, say }: RunOptions): Promise<FaultReport> {
  const { possible, impossible } = faultsFor(system);
  const load = await startLoad(system.services);
  try {
    await load.progress(between, patience);
    const faults: StruckFault[] = [];
    const strain: Strain = {
      failures: () => load.journal.failures,
      acknowledgement: async (kinds) => {
        const count = (): number => kinds.reduce((sum, kind) => sum + load.journal.acknowledged(kind), 0);
        const before = count();
        while (count() === before) await turn();
      },
    };
    for (const fault of possible.filter(only)) {
      const begin = performance.now();
      const before = load.journal.failures;
      await fault.strike(system, strain);
      await load.progress(1, patience);
      const seconds = (performance.now() - begin) / 1000;
      faults.push({ name: fault.name, seconds, failures: load.journal.failures - before });
      say(`${fault.name}: everything went on after ${seconds.toFixed(1)} s`);
      if (between > 1) await load.progress(between - 1, patience);
    }
    await load.stop();
    // What is committed last stands behind everything else that was ever ordered and can still be asked for.
    const root = randomHex(32);
    const { block } = await commit(system.services.apiUrl, root);
    load.journal.acknowledge(load.journal.begin('commitment', root));
    const contents = await contentsUpTo(system.network.targetFile, block);
    return {
      network: system.network.kind,
      faults,
      impossible: impossible.map(({ name }) => name),
      tallies: tallies(load.journal.mutations, contents),
      verified: await verify(system.network.targetFile),
    };
  } finally {
    load.abandon();
  }
}
