import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which face of the service a schema is for. */
export type Face = 'api' | 'auditor';

/** Schema files of a face: what both have, and its own. Paths, sorted. */
export function schemaFiles(face: Face): string[] {
  const folder = import.meta.dirname;
  const files = [...globSync('*.graphql', { cwd: folder }), ...globSync(`${face}/*.graphql`, { cwd: folder })];
  return files.sort().map((file) => join(folder, file));
}

/** The schema of a face as one document in GraphQL's schema definition language. */
export function schemaText(face: Face): string {
  return schemaFiles(face)
    .map((file) => readFileSync(file, 'utf8').trim())
    .join('\n\n');
}
