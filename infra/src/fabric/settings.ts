import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Ordering, orderings } from './layout.ts';

const settings = z.strictObject({
  v: z.literal(1),
  ordering: z.enum(orderings),
  portBase: z.int(),
  capabilities: z.strictObject({
    channel: z.enum(['V2_0', 'V3_0']),
    orderer: z.literal('V2_0'),
    application: z.literal('V2_5'),
  }),
});

/** What a network was made with. It stands in its certificates and its block 0, so it cannot be changed later. */
export type Settings = z.infer<typeof settings>;

const fileOf = (folder: string): string => join(folder, 'settings.json');

/** The settings of the network in a folder; undefined where none was made yet. @throws Error when they cannot be read. */
export function readSettings(folder: string): Settings | undefined {
  const file = fileOf(folder);
  if (!existsSync(file)) return undefined;
  try {
    return settings.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${file} is no settings file of this version.`, { cause });
  }
}

/** Keeps the settings of a network that is being made. */
export function writeSettings(folder: string, made: Settings): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(fileOf(folder), `${JSON.stringify(made, null, 2)}\n`);
}

/** What somebody asks a network to be; whatever is left out is as it was made, or as it is by default. */
export type Wanted = { readonly ordering?: Ordering | undefined; readonly portBase?: number | undefined };

/** Default port base, as of `npm start`. */
const defaultPortBase = 3000;

/** What a network is: as it was made, otherwise as wanted, otherwise by default. */
export function chosen(made: Settings | undefined, wanted: Wanted): { ordering: Ordering; portBase: number } {
  return {
    ordering: made?.ordering ?? wanted.ordering ?? 'raft-3',
    portBase: made?.portBase ?? wanted.portBase ?? defaultPortBase,
  };
}

/** Why a network that was made cannot be as wanted; undefined when it is so already. */
export function whyNot(made: Settings | undefined, wanted: Wanted): string | undefined {
  if (made === undefined) return undefined;
  const differs: string[] = [];
  if (wanted.ordering !== undefined && wanted.ordering !== made.ordering) differs.push(`orderers ${made.ordering}`);
  if (wanted.portBase !== undefined && wanted.portBase !== made.portBase) differs.push(`port base ${made.portBase}`);
  if (differs.length === 0) return undefined;
  return (
    `The network here was made with ${differs.join(' and ')}, which stands in its block 0. ` +
    'Start it so, use another data folder, or delete it with `npm run fabric -- reset`.'
  );
}
