import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const isTest = (path: string): boolean => /(^|\/)testing(\/|$)|\.test\.ts$/.test(path);

/** Sources of a package whose TypeScript is run as it stands, tests left out; paths relative to its folder. */
function sourcesOf(folder: string): string[] {
  const files = globSync('src/**/*.ts', { cwd: folder }).filter((path) => !isTest(path));
  return [...files.map((path) => path.replaceAll('\\', '/')), 'package.json'].sort();
}

/**
 * A version that is another whenever the terms (policy, collections) or the code of a contract are: the given one, with a
 * digest over both. `folders` are the contract's package and those that it is made of.
 */
export function contractVersion(version: string, terms: unknown, folders: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(terms));
  for (const folder of folders) {
    for (const path of sourcesOf(folder)) {
      const content = readFileSync(join(folder, path));
      hash.update(`\0${path}\0${content.length}\0`).update(content);
    }
  }
  return `${version}-${hash.digest('hex').slice(0, 12)}`;
}
