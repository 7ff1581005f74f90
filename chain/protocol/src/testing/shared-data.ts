import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * Reads a file of the shared data folder beside the repository for a test; skips the test, saying so, where that folder is absent.
 *
 * @param path - such as `gaen/export-sample.zip`.
 */
export function sharedData(t: TestContext, path: string): Uint8Array | null {
  try {
    return readFileSync(fileURLToPath(new URL(`../../../../../shared/data/${path}`, import.meta.url)));
  } catch {
    t.skip(`shared/data/${path} is not there`);
    return null;
  }
}
