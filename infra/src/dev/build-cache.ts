import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './options.ts';

/** Something that is built from files. */
export type Artefact = {
  readonly name: string;
  /** Globs of the files that it is made of, relative to the root. */
  readonly sources: readonly string[];
  /** Settings that change the result. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Builds it into an empty folder. */
  readonly build: (outDir: string) => Promise<void>;
};

/** Whether a file can change what is built: tests cannot, and `next-env.d.ts` is written by the build itself. */
export function isSource(file: string): boolean {
  return !/\.test\.ts$|(^|\/)next-env\.d\.ts$/.test(file);
}

/** Digest over names and content of an artefact's sources, its settings and the locked dependencies. */
export function artefactHash(artefact: Pick<Artefact, 'sources' | 'settings'>): string {
  const hash = createHash('sha256').update(JSON.stringify(artefact.settings)).update(process.version);
  const exclude = (name: string): boolean => /(^|\/)(node_modules|out|\.next|\.cache)(\/|$)/.test(name);
  const files = [...artefact.sources, 'package-lock.json'].flatMap((pattern) =>
    globSync(pattern, { cwd: repositoryRoot, exclude }),
  );
  for (const file of [...new Set(files)].sort()) {
    const path = join(repositoryRoot, file);
    if (!isSource(file) || !statSync(path).isFile()) continue;
    const content = readFileSync(path);
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The folder of a built artefact: found in the cache by content, or built into it. Tells how long a build took. */
export async function cached(artefact: Artefact, say: (line: string) => void): Promise<string> {
  const folder = join(repositoryRoot, '.cache', 'builds');
  mkdirSync(folder, { recursive: true });
  const target = join(folder, `${artefact.name}-${artefactHash(artefact)}`);
  if (existsSync(target)) return target;
  say(`Building ${artefact.name} …`);
  const started = performance.now();
  const partial = `${target}.${process.pid}.part`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  try {
    await artefact.build(partial);
    if (existsSync(target)) rmSync(partial, { recursive: true });
    else renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
  say(`Built ${artefact.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return target;
}
