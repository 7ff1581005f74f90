/** Where tests find fixtures and the real messages. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const room = resolve(import.meta.dirname, '..', '..');

/** A fixture of our own making, as bytes. */
export function fixture(name: string): Buffer {
  return readFileSync(join(room, 'fixtures', name));
}

/** Directory of the real messages beside the repository; undefined where there are none. */
export function realMessages(): string | undefined {
  const directory = resolve(room, '..', '..', 'shared', 'data', 'clinical');
  return existsSync(directory) ? directory : undefined;
}
