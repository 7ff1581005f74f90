import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { repositoryRoot } from '../../dev/options.ts';
import { isFree } from '../../dev/ports.ts';
import { networkOrganisations } from '../../network/organisations.ts';
import { layoutOf, type Ordering, portsOf } from '../layout.ts';
import { missingFabric } from '../missing.ts';
import { reset } from '../network.ts';
import { type FabricNetwork, fabricNetwork } from '../ours.ts';
import { type FabricPrograms, findPrograms } from '../programs.ts';

/** Fabric's programs; skips the test with the reason where there are none. */
export function programsOrSkip(t: TestContext): FabricPrograms | undefined {
  const reason = missingFabric();
  if (reason === undefined) return findPrograms();
  t.skip(`Fabric did not run: ${reason}`);
  return undefined;
}

/** A row of free ports, below those that the kernel gives out: Fabric's settings want them before anything listens. */
async function freePortBase(ordering: Ordering): Promise<number> {
  for (;;) {
    const base = 12_000 + 40 * randomInt(450);
    const ports = portsOf(layoutOf('', base, ordering, networkOrganisations));
    if ((await Promise.all(ports.map(({ port }) => isFree(port)))).every((free) => free)) return base;
  }
}

/** A network that is not started yet, in a folder of its own that goes with everything when the test ends. */
export type TemporaryFabric = {
  readonly dataDir: string;
  readonly portBase: number;
  readonly network: FabricNetwork;
  /** What was said so far, and where the next lines go. */
  readonly said: string[];
  readonly say: (line: string) => void;
};

/** Makes one. */
export async function temporaryFabric(t: TestContext, ordering: Ordering): Promise<TemporaryFabric> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-fabric-'));
  const portBase = await freePortBase(ordering);
  const network = fabricNetwork({ dataDir, portBase, ordering });
  t.after(async () => {
    await reset(network.layout);
    rmSync(dataDir, { recursive: true, force: true });
  });
  const said: string[] = [];
  return { dataDir, portBase, network, said, say: (line) => void said.push(line) };
}

/** How a command ended. */
export type Ended = { readonly status: number; readonly out: string; readonly err: string };

/** Runs one of the repository's programs to its end. */
export function runCommand(path: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(repositoryRoot, path), ...args], (error, out, err) => {
      const status = error === null ? 0 : error.code;
      if (typeof status === 'number') resolve({ status, out, err });
      else reject(error);
    });
  });
}

/** `npm run ledger -- verify` of a network. */
export async function verifyLedger(targetFile: string): Promise<{ blocks: number; faults: unknown[] }> {
  const { out, err } = await runCommand('chain/ledger/src/cli/main.ts', ['verify', '--target', targetFile, '--json']);
  if (out === '') throw new Error(err);
  return JSON.parse(out) as { blocks: number; faults: unknown[] };
}
