import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { buildPhone } from '../../build.ts';

const web = resolve(import.meta.dirname, '../../..');
const out = join(web, 'phone/out');
const SOURCES = ['phone/{src,public}/**/*', 'phone/*.{ts,json}', 'ui/src/**/*', '../chain/protocol/src/**/*'];
/** Milliseconds after which a lock counts as left behind. */
const STALE = 300_000;

/** Name of what the sources as they are now would be built to. */
function sourceKey(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: web })
    .filter((file) => !file.includes('.test.') && statSync(join(web, file)).isFile())
    .sort();
  for (const file of files) hash.update(file).update(readFileSync(join(web, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Waits for the lock that lets one process build at a time. @returns a function that gives it back. */
async function lock(): Promise<() => void> {
  const path = join(out, 'test.lock');
  mkdirSync(out, { recursive: true });
  for (;;) {
    try {
      mkdirSync(path);
      return () => rmSync(path, { recursive: true, force: true });
    } catch {
      const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - made > STALE) rmSync(path, { recursive: true, force: true });
      await setTimeout(200);
    }
  }
}

/**
 * A practice build of the phone as its sources are now, for tests: built once, whoever asks first. `PHONE_BUILD` names one to take instead.
 *
 * @returns its folder.
 */
export async function builtPhone(): Promise<string> {
  const given = process.env.PHONE_BUILD;
  if (given !== undefined && given !== '') return given;
  const folder = join(out, `test-${sourceKey()}`);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  const unlock = await lock();
  try {
    if (existsSync(complete)) return folder;
    for (const old of globSync('test-*', { cwd: out })) rmSync(join(out, old), { recursive: true, force: true });
    await buildPhone({ outDir: folder, practice: true });
    writeFileSync(complete, '');
    return folder;
  } finally {
    unlock();
  }
}
