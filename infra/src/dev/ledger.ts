import { join } from 'node:path';
import { ensureExportKey } from '@tallystick/graphql';
import { portsOf } from '../fabric/layout.ts';
import { down, processNames, reset, runningPids } from '../fabric/network.ts';
import { fabricNetwork } from '../fabric/ours.ts';
import { findPrograms } from '../fabric/programs.ts';
import { watchOver } from '../fabric/watch.ts';
import { bootstrapPolicies, readTarget, startNetwork } from '../network/index.ts';
import { defaultDataDir } from './options.ts';
import { listens, type Ports } from './ports.ts';
import type { ServiceEvent } from './service.ts';

/** The ledger of a stack. */
export type StackLedger = {
  readonly targetFile: string;
  /** What of it listens where, by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Command that starts again what does not run, where somebody else than `npm start` can. */
  readonly mendedBy?: string;
  pids(): Record<string, number>;
  stop(): Promise<void>;
};

/** File of the Authority's export signing key. */
export const exportKeyFile = (dataDir: string): string => join(dataDir, 'authority-keys', 'export-key.json');

/** Which ledger a stack runs on: the embedded network, or Hyperledger Fabric with its own programs. */
export type NetworkKind = 'embedded' | 'fabric';

type LedgerOptions = {
  dataDir: string;
  ports: Ports;
  report: (event: ServiceEvent) => void;
  say: (line: string) => void;
};

/** Starts the ledger with the contract and brings the first policies into force. */
export async function startLedger(kind: NetworkKind, options: LedgerOptions): Promise<StackLedger> {
  const ledger = kind === 'fabric' ? await startFabric(options) : await startEmbedded(options);
  try {
    const exportKey = ensureExportKey(exportKeyFile(options.dataDir));
    await bootstrapPolicies(readTarget(ledger.targetFile), { exportKey });
  } catch (error) {
    await ledger.stop();
    throw error;
  }
  return ledger;
}

/** Ends what would run on while its data is deleted: Fabric's processes, which outlive the command that started them. */
export async function forgetLedger(
  kind: NetworkKind,
  { dataDir, ports }: Pick<LedgerOptions, 'dataDir' | 'ports'>,
): Promise<void> {
  if (kind === 'fabric') await reset(fabricNetwork({ dataDir, portBase: ports.phone }).layout);
}

async function startEmbedded({ dataDir, ports, report }: LedgerOptions): Promise<StackLedger> {
  const { health, authority, auditorPeer, chaincode } = ports;
  const network = await startNetwork({
    dataDir,
    ports: { health, authority, auditor: auditorPeer, chaincode },
    report,
  });
  const peers = { 'peer.health': health, 'peer.authority': authority, 'peer.auditor': auditorPeer };
  return { ...network, ports: { ...peers, contract: chaincode } };
}

/** Fabric's processes are not children: they run on when this ends by force, and the next start finds them running. */
async function startFabric({ dataDir, ports, report, say }: LedgerOptions): Promise<StackLedger> {
  const network = fabricNetwork({ dataDir, portBase: ports.phone });
  await network.up(findPrograms(), say);
  const { layout } = network;
  const { folder } = layout;
  const names = processNames(layout);
  const portOf = (name: string): number => portsOf(layout).find((each) => each.name === name)!.port;
  const unwatch = watchOver({ folder, names, isReady: (name) => listens(portOf(name)), report });
  return {
    targetFile: network.targetFile,
    ports: Object.fromEntries(names.map((name) => [name, portOf(name)])),
    mendedBy: `npm run fabric -- up${dataDir === defaultDataDir ? '' : ` --data-dir ${dataDir}`}`,
    pids: () => runningPids(layout),
    stop: async () => {
      unwatch();
      await down(layout);
    },
  };
}
