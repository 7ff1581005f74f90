import { writeFileSync } from 'node:fs';
import { chaincodeDefinition } from './definition.ts';

/** Writes `collections.json`, the form that Fabric's command line takes: run it after changing the definition. */
writeFileSync(
  new URL('../collections.json', import.meta.url),
  `${JSON.stringify(chaincodeDefinition.collections, null, 2)}\n`,
);
