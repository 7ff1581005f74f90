import { findPrograms } from './programs.ts';

/** Why Fabric cannot be run here, in the words of the search for it; undefined when it can. */
export function missingFabric(): string | undefined {
  try {
    findPrograms();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
