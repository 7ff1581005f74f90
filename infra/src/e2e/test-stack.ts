import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeRow } from '../dev/free-row.ts';
import type { Ports } from '../dev/ports.ts';
import { type Stack, startStack } from '../dev/stack.ts';

/** A stack of its own for a test: a free row of ports, a folder that goes with it. */
export type TestStack = Stack & { readonly ports: Ports; readonly dataDir: string };

/** Starts the whole system for a test; what it says goes to the test's diagnostics. */
export async function startTestStack(
  say: (line: string) => void,
  options: { windowSeconds?: number; network?: 'embedded' | 'fabric' } = {},
): Promise<TestStack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-e2e-'));
  const ports = await freeRow();
  const { windowSeconds = 4, network = 'embedded' } = options;
  const voice = {
    say,
    event: (_: string, __: unknown, line?: string): void => (line === undefined ? undefined : say(line)),
  };
  try {
    const stack = await startStack({ ports, dataDir, fresh: false, windowSeconds, network }, voice);
    const stop = async (): Promise<void> => {
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    };
    return { ...stack, ports, dataDir, stop };
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}
