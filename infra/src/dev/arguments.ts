import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Parses the command line; for what it does not know says so with the usage and ends with exit status 2. */
export function parseOrExit<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
    process.exit(2);
  }
}
