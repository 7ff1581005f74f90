import { readFileSync } from 'node:fs';
import { channelName, mspId } from '@tallystick/protocol';
import { z } from 'zod';
import { type LedgerConfig, ledgerConfig } from '../config.ts';
import { fileFaults } from './check.ts';
import { type Fault, Faults } from './fault.ts';
import { readFailure } from './pem.ts';
import { profileUser, targetOfProfile } from './profile.ts';

const text = z.string().min(1);

/** Environment variables by which every service is told its network, and who it is there. */
export const ledgerEnvironment = {
  /** Own MSP id. */
  LEDGER_ORGANISATION: mspId,
  /** Target file: the network, and the own users. */
  LEDGER_TARGET: text.optional(),
  /** Own user in the target file. */
  LEDGER_USER: text.optional(),
  /** In place of a target file: Fabric's connection profile, YAML or JSON. */
  LEDGER_PROFILE: text.optional(),
  /** With a profile: own certificate, a PEM file. */
  LEDGER_CERTIFICATE: text.optional(),
  /** With a profile: own key, a PEM file or a PKCS#11 URI. */
  LEDGER_KEY: text.optional(),
  /** With a profile: folder with `<MSP id>.pem`, the root of each organisation. */
  LEDGER_MSP_ROOTS: text.optional(),
  /** With a profile: MSP ids of those who run orderers, separated by commas; without it those that list some there. */
  LEDGER_ORDERERS: text.optional(),
};

/** What those variables say; `LEDGER_ORGANISATION` may be missing, which is then told by whoever reads the whole environment. */
export type LedgerSettings = { readonly [Name in keyof typeof ledgerEnvironment]?: string | undefined };

/** Name of the chaincode of every network of this project. */
const chaincodeName = 'tallystick';
const withProfile = ['LEDGER_CERTIFICATE', 'LEDGER_KEY', 'LEDGER_MSP_ROOTS'] as const;

function textOf(setting: string, file: string, faults: Faults): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return faults.none(setting, file, readFailure(error), 'Put the file there, or correct the path.');
  }
}

function targetOfFile(file: string, settings: LedgerSettings, faults: Faults): unknown {
  for (const name of [...withProfile, 'LEDGER_ORDERERS'] as const) {
    if (settings[name] !== undefined)
      faults.add(name, undefined, 'belongs to a profile', 'Leave it out: the target file says it.');
  }
  if (settings.LEDGER_USER === undefined) {
    faults.add('LEDGER_USER', undefined, 'is missing', 'Name one of the own users in the target file.');
  }
  const content = textOf('LEDGER_TARGET', file, faults);
  if (content === undefined) return undefined;
  try {
    return JSON.parse(content);
  } catch {
    return faults.none('LEDGER_TARGET', file, 'is no JSON', 'Correct the file.');
  }
}

function targetOfProfileFile(file: string, settings: LedgerSettings, faults: Faults): unknown {
  for (const name of withProfile) {
    if (settings[name] === undefined) faults.add(name, undefined, 'is missing', 'A profile does not say it: set it.');
  }
  const content = textOf('LEDGER_PROFILE', file, faults);
  if (content === undefined) return undefined;
  const { LEDGER_CERTIFICATE: certificate = '-', LEDGER_KEY: key = '-', LEDGER_MSP_ROOTS: mspRoots = '-' } = settings;
  return targetOfProfile(
    content,
    {
      file,
      channel: channelName,
      chaincode: chaincodeName,
      organisation: settings.LEDGER_ORGANISATION ?? '',
      certificate,
      key,
      mspRoots,
      orderers: settings.LEDGER_ORDERERS?.split(',').map((each) => each.trim()),
    },
    faults,
  );
}

type Source = {
  readonly setting: string;
  readonly file: string;
  readonly user: string | undefined;
  readonly target: unknown;
};

function sourceOf(settings: LedgerSettings, faults: Faults): Source | undefined {
  const { LEDGER_TARGET: targetFile, LEDGER_PROFILE: profile, LEDGER_USER: user } = settings;
  if (targetFile !== undefined && profile !== undefined) {
    return faults.none('LEDGER_PROFILE', undefined, 'stands beside LEDGER_TARGET', 'Give one of the two.');
  }
  if (targetFile !== undefined) {
    return { setting: 'LEDGER_TARGET', file: targetFile, user, target: targetOfFile(targetFile, settings, faults) };
  }
  if (profile === undefined) {
    return faults.none('LEDGER_TARGET', undefined, 'is missing', 'Name a target file, or a profile in LEDGER_PROFILE.');
  }
  const target = targetOfProfileFile(profile, settings, faults);
  return { setting: 'LEDGER_PROFILE', file: profile, user: profileUser, target };
}

/** Which setting an issue of the form is about: the file, or the variable that names a part of it. */
function settingOf(path: readonly PropertyKey[], setting: string): string {
  const [part, ...rest] = path;
  if (part === 'organisation') return 'LEDGER_ORGANISATION';
  if (part === 'user') return 'LEDGER_USER';
  return part === 'target'
    ? `${setting} ${rest.map(String).join('.')}`.trim()
    : `${setting} ${path.map(String).join('.')}`;
}

/** As much of a target as names files. */
const ordererRoot = z.object({ mspId: text, mspRoot: text });
const namedFiles = z.object({
  organisations: z.array(
    z.object({
      mspId: text,
      tlsRoot: text,
      mspRoot: text,
      users: z.record(z.string(), z.object({ certificate: text, key: text })),
    }),
  ),
  orderer: z.union([ordererRoot, z.array(ordererRoot)]),
});

function configOf({ setting, file, user, target }: Source, own: string, faults: Faults): LedgerConfig | undefined {
  const config = { target, organisation: own, user };
  const parsed = ledgerConfig.safeParse(config);
  for (const { path, message } of parsed.error?.issues ?? []) {
    // That it is missing has been said.
    if (path[0] !== 'user' || user !== undefined) faults.add(settingOf(path, setting), file, message, 'Correct it.');
  }
  if (parsed.success && parsed.data.target.channel !== channelName) {
    const problem = `is another than \`${channelName}\`, which codes and signatures are bound to`;
    faults.add(`${setting} channel`, file, problem, 'Use a channel of that name.');
  }
  const files = namedFiles.safeParse(target);
  if (files.success) faults.found.push(...fileFaults({ target: files.data, organisation: own, user: user ?? '' }));
  return parsed.success ? (config as LedgerConfig) : undefined;
}

/**
 * The ledger's configuration from a service's environment, from a target file or a connection profile, and everything that is
 * wrong with it: settings, their files, and what those files name. With faults there is no configuration.
 */
export function ledgerConfiguration(
  settings: LedgerSettings,
):
  | { readonly config: LedgerConfig; readonly faults: readonly [] }
  | { readonly config?: undefined; readonly faults: readonly Fault[] } {
  const faults = new Faults();
  const source = sourceOf(settings, faults);
  const own = settings.LEDGER_ORGANISATION;
  const complete = source?.target !== undefined && own !== undefined;
  const config = complete ? configOf(source, own, faults) : undefined;
  return config !== undefined && faults.found.length === 0 ? { config, faults: [] } : { faults: faults.found };
}
