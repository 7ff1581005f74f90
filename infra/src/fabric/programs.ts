import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Fabric's programs that a network needs. */
export const programNames = ['peer', 'orderer', 'configtxgen', 'osnadmin'] as const;
export type ProgramName = (typeof programNames)[number];

/** Where Fabric's programs and its sample configuration were found. */
export type FabricPrograms = {
  readonly version: string;
  readonly program: Readonly<Record<ProgramName, string>>;
  /** Folder with `core.yaml` and `orderer.yaml`. */
  readonly configFolder: string;
};

/** Versions that this project was tried with: 2.5 (long-term support) from its sixteenth, and 3.1. */
const supported = /^v?(2\.5\.(1[6-9]|[2-9]\d)|3\.[1-9]\d*\.\d+)/;

/** Folders to look at, in this order. */
export function searchFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const explicit = environment.FABRIC_BIN;
  if (explicit !== undefined && explicit !== '') return [explicit];
  const cache = environment.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return [...(environment.PATH ?? '').split(delimiter), join(cache, 'tallystick-fabric', 'bin')].filter(Boolean);
}

/** Finds Fabric's programs; throws a sentence that says where it looked and how a user gets the official release. */
export function findPrograms(environment: NodeJS.ProcessEnv = process.env): FabricPrograms {
  const folders = searchFolders(environment);
  const bin = folders.find((folder) => programNames.every((name) => existsSync(join(folder, name))));
  if (bin === undefined) {
    const looked =
      environment.FABRIC_BIN === undefined
        ? 'on PATH and in ~/.cache/tallystick-fabric/bin'
        : `in ${environment.FABRIC_BIN} (FABRIC_BIN)`;
    throw new Error(
      `Hyperledger Fabric's programs (${programNames.join(', ')}) were not found ${looked}. ` +
        'Get the official release as https://hyperledger-fabric.readthedocs.io/en/latest/install.html says (binary), ' +
        'and set FABRIC_BIN to its bin folder.',
    );
  }
  const version =
    /Version:\s*(\S+)/.exec(execFileSync(join(bin, 'peer'), ['version'], { encoding: 'utf8' }))?.[1] ?? '';
  if (!supported.test(version)) {
    throw new Error(
      `The programs in ${bin} are Fabric ${version || 'of an unknown version'}; 2.5.16 or later, or 3.1, is needed.`,
    );
  }
  const configFolder = [environment.FABRIC_CFG_PATH, join(bin, '..', 'config')].find(
    (folder) =>
      folder !== undefined && existsSync(join(folder, 'core.yaml')) && existsSync(join(folder, 'orderer.yaml')),
  );
  if (configFolder === undefined) {
    throw new Error(`core.yaml and orderer.yaml were not found in FABRIC_CFG_PATH or ${join(bin, '..', 'config')}.`);
  }
  const program = Object.fromEntries(programNames.map((name) => [name, join(bin, name)])) as Record<
    ProgramName,
    string
  >;
  return { version: version.replace(/^v/, ''), program, configFolder };
}
