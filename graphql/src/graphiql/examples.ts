import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An example query. */
export type ExampleQuery = { readonly name: string; readonly query: string };

/** The example queries in the order of their file names. */
export function exampleQueries(): ExampleQuery[] {
  const folder = join(import.meta.dirname, '..', 'examples');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.graphql'.length), query: readFileSync(join(folder, file), 'utf8') }));
}
