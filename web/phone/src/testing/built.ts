import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { buildPhone } from '../../build.ts';

const web = resolve(import.meta.dirname, '../../..');
const out = join(web, 'phone/out');
const SOURCES = ['phone/{src,public}/**/*', 'phone/*.{ts,json}', 'ui/src/**/*', '../chain/protocol/src/**/*'];
/** Milliseconds after which a build of other sources is removed. */
const OLD = 3_600_000;

/** Name of what the sources as they are now would be built to. */
function sourceKey(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: web })
    .filter((file) => !file.includes('.test.') && statSync(join(web, file)).isFile())
    .sort();
  for (const file of files) hash.update(file).update(readFileSync(join(web, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Whether the process that a lock names is there. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for the lock that lets one process build at a time; one whose process was killed is taken over. @returns what gives it back. */
async function lock(): Promise<() => void> {
  const path = join(out, 'test.lock');
  mkdirSync(out, { recursive: true });
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch {
      const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
      if (owner > 0 && !alive(owner)) rmSync(path, { force: true });
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
    for (const old of globSync('test-*', { cwd: out })) {
      // A younger one may still be served to tests of another process.
      const { mtimeMs } = statSync(join(out, old));
      if (Date.now() - mtimeMs > OLD) rmSync(join(out, old), { recursive: true, force: true });
    }
    await buildPhone({ outDir: folder, practice: true });
    writeFileSync(complete, '');
    return folder;
  } finally {
    unlock();
  }
}
