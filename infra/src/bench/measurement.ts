import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkKind } from '../dev/ledger.ts';
import { findPrograms } from '../fabric/programs.ts';
import type { Stops } from './measured-network.ts';

/** Something that is measured in an empty folder. What it starts and has not ended itself is in `stops`. */
export type Measured<T> = (dataDir: string, stops: Stops) => Promise<T>;

/** Measures in folders of their own, one after the other; of each, nothing is left when it ends, however it ends. */
export type Measurement = <T>(act: Measured<T>) => Promise<T>;

/** Ends the process with status 3 when the network's programs are not on this machine. */
function exitUnlessThere(network: NetworkKind): void {
  if (network !== 'fabric') return;
  try {
    findPrograms();
  } catch (error) {
    process.stderr.write(`Nothing was measured. ${(error as Error).message}\n`);
    process.exit(3);
  }
}

/** Runs a measuring program to its end: prints what it resolves with; exit status 1 and one sentence when it fails. */
export async function runMeasurement(
  network: NetworkKind,
  program: (measure: Measurement) => Promise<string>,
): Promise<void> {
  exitUnlessThere(network);
  const folders: string[] = [];
  const stops: Stops = [];
  /** Ends what was started, the last first. */
  const tidy = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  };
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => void tidy().finally(() => process.exit(status)));
  }
  try {
    const text = await program(async (act) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
      folders.push(dataDir);
      const result = await act(dataDir, stops);
      await tidy();
      return result;
    });
    process.stdout.write(text);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  } finally {
    await tidy();
  }
}
