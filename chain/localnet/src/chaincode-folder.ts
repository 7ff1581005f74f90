/** A network for the chaincode in a folder: what stands beside its `package.json`, and defaults for what does not. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { collectionDefinition, type NetworkDefinition, networkDefinition } from './definition.ts';
import { parsePolicy } from './msp/policy-expression.ts';

/** Who takes part where neither policies nor `organisations.json` name anybody. */
const DEFAULT_MSP_IDS = ['Org1MSP', 'Org2MSP'];

/** The users of an organisation unless `organisations.json` says otherwise. */
const DEFAULT_USERS = [{ name: 'user' }, { name: 'administrator', administrator: true }];

const manifest = z.object({ name: z.string().min(1), version: z.string().default('1.0') });

const givenOrganisations = z.array(
  networkDefinition.shape.organisations.element.omit({ port: true }).partial({ name: true, users: true }),
);

/** What the command line adds to a chaincode's folder. */
export type FolderOptions = {
  channel: string;
  /** Of the first organisation's peer; the others follow. 0 takes free ones. */
  portBase: number;
  /** Where the chaincode's process will listen, host:port. */
  address: string;
};

/**
 * The definition of a network for the chaincode in a folder:
 * - `package.json`: the chaincode's name (without its scope) and version;
 * - `collections.json`: its private data collections, in Fabric's form; none when it is absent;
 * - `policy.txt`: its endorsement policy, in Fabric's language; the majority of the organisations when it is absent;
 * - `organisations.json`: `[{ mspId, name?, users? }]`; when it is absent, whoever the policies name.
 *
 * @throws Error naming the file at fault
 */
export function definitionOfFolder(folder: string, options: FolderOptions): NetworkDefinition {
  const { name, version } = readJson(folder, 'package.json', manifest) ?? missing(folder);
  const collections = readJson(folder, 'collections.json', z.array(collectionDefinition)) ?? [];
  const policy = readText(folder, 'policy.txt')?.trim();
  const own = collections.flatMap(({ endorsementPolicy }) => endorsementPolicy?.signaturePolicy ?? []);
  const named = mspIdsIn([
    ...(policy === undefined ? [] : [policy]),
    ...collections.map((each) => each.policy),
    ...own,
  ]);
  const mspIds = named.length === 0 ? DEFAULT_MSP_IDS : named;
  const organisations =
    readJson(folder, 'organisations.json', givenOrganisations) ?? mspIds.map((mspId) => ({ mspId }));
  const label = name.replace(/^@[^/]*\//, '').replace(/[^A-Za-z0-9_-]+/g, '-');
  const parsed = networkDefinition.safeParse({
    channel: options.channel,
    organisations: organisations.map((given, index) => ({
      name: shortName(given.mspId),
      users: DEFAULT_USERS,
      ...given,
      port: options.portBase === 0 ? 0 : options.portBase + index,
    })),
    chaincode: {
      name: label,
      version,
      address: options.address,
      packageId: `${label}_${version}:localnet`,
      endorsementPolicy: policy ?? majorityOf(organisations.map(({ mspId }) => mspId)),
      collections,
    },
  });
  if (!parsed.success) throw new Error(`${folder}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Fabric's default, `MAJORITY Endorsement`, written out. */
function majorityOf(mspIds: string[]): string {
  const needed = Math.floor(mspIds.length / 2) + 1;
  return `OutOf(${needed}, ${mspIds.map((mspId) => `'${mspId}.peer'`).join(', ')})`;
}

/** The MSP ids in policies, in the order in which they appear; a policy that does not parse is complained about later. */
function mspIdsIn(policies: string[]): string[] {
  const principals = policies.flatMap((text) => {
    try {
      return parsePolicy(text).principals;
    } catch {
      return [];
    }
  });
  return [...new Set(principals.map(({ mspId }) => mspId))];
}

/** `HealthMSP` is called `health`. */
function shortName(mspId: string): string {
  return (
    mspId
      .replace(/MSP$/i, '')
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-') || mspId.toLowerCase()
  );
}

function readText(folder: string, name: string): string | undefined {
  const file = path.join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function readJson<T>(folder: string, name: string, schema: z.ZodType<T>): T | undefined {
  const text = readText(folder, name);
  if (text === undefined) return undefined;
  const fail = (why: string): never => {
    throw new Error(`${path.join(folder, name)}: ${why}`);
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail((error as Error).message);
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : fail(`\n${z.prettifyError(parsed.error)}`);
}

function missing(folder: string): never {
  throw new Error(`${folder} is no chaincode's folder: there is no package.json in it`);
}
