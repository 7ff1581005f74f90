import { dirname, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { NetworkTarget } from '../config.ts';
import type { Faults } from './fault.ts';

/**
 * What is read of Fabric's common connection profile (YAML or JSON). Such files come from other tools and hold much besides, so
 * unknown fields are passed over.
 */
const pemOrPath = z.union([
  z.object({ pem: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]) }),
  z.object({ path: z.string().min(1) }),
]);
const peer = z.object({
  url: z.string().regex(/^grpcs:\/\/[^\s:/]+:\d{1,5}$/, 'must be grpcs://host:port (a peer without TLS is not used)'),
  tlsCACerts: pemOrPath,
  grpcOptions: z
    .object({
      'ssl-target-name-override': z.string().min(1).optional(),
      hostnameOverride: z.string().min(1).optional(),
    })
    .optional(),
});
const connectionProfile = z.object({
  organizations: z.record(
    z.string(),
    z.object({
      mspid: z.string().min(1),
      peers: z.array(z.string()).default([]),
      orderers: z.array(z.string()).default([]),
    }),
  ),
  peers: z.record(z.string(), peer),
  channels: z.record(z.string(), z.unknown()).optional(),
});
type ConnectionProfile = z.infer<typeof connectionProfile>;

/** What a profile does not say and a client has to know. */
export type ProfileSettings = {
  /** Path of the profile. */
  readonly file: string;
  readonly channel: string;
  readonly chaincode: string;
  /** Own MSP id. */
  readonly organisation: string;
  /** Own certificate, a path, and key, a path or a PKCS#11 URI. */
  readonly certificate: string;
  readonly key: string;
  /** Folder with `<MSP id>.pem`, the root of each organisation's members: whom to believe is never taken from a peer. */
  readonly mspRoots: string;
  /** MSP ids of those who run orderers; without it those of the profile that list some. */
  readonly orderers: readonly string[] | undefined;
};

/** Name of the one user that a target made of a profile has. */
export const profileUser = 'client';

function readProfile(text: string, file: string, faults: Faults): ConnectionProfile | undefined {
  const setting = 'LEDGER_PROFILE';
  let content: unknown;
  try {
    content = parseYaml(text);
  } catch (error) {
    const [where = ''] = (error as Error).message.split('\n');
    return faults.none(setting, file, `is neither YAML nor JSON (${where.replace(/:$/, '')})`, 'Correct the file.');
  }
  const parsed = connectionProfile.safeParse(content);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    faults.add(`${setting} ${path.join('.')}`, file, message, 'Correct it, or have the profile made anew.');
  }
  return undefined;
}

function tlsRootOf(certificates: z.infer<typeof pemOrPath>, folder: string): string {
  if ('path' in certificates) return resolve(folder, certificates.path);
  return [certificates.pem].flat().join('\n');
}

function tlsNameOf({ url, grpcOptions }: z.infer<typeof peer>): string {
  const host = new URL(url.replace('grpcs:', 'https:')).hostname;
  return grpcOptions?.['ssl-target-name-override'] ?? grpcOptions?.hostnameOverride ?? host;
}

function organisationsOf(
  profile: ConnectionProfile,
  settings: ProfileSettings,
  faults: Faults,
): NetworkTarget['organisations'] {
  const folder = dirname(settings.file);
  const { certificate, key } = settings;
  const own: NetworkTarget['organisations'][number]['users'] = { [profileUser]: { certificate, key } };
  return Object.entries(profile.organizations).flatMap(([name, { mspid, peers }]) => {
    const [first] = peers;
    // An organisation that only orders has no gateway.
    if (first === undefined) return [];
    const found = profile.peers[first];
    if (found === undefined) {
      const where = `LEDGER_PROFILE organizations.${name}.peers`;
      faults.add(
        where,
        settings.file,
        `names \`${first}\`, which is not under \`peers\``,
        'Add the peer to the profile.',
      );
      return [];
    }
    return [
      {
        mspId: mspid,
        name,
        endpoint: found.url.slice('grpcs://'.length),
        tlsServerName: tlsNameOf(found),
        tlsRoot: tlsRootOf(found.tlsCACerts, folder),
        mspRoot: join(settings.mspRoots, `${mspid}.pem`),
        users: mspid === settings.organisation ? own : {},
      },
    ];
  });
}

/**
 * A connection profile as the one form that everything else works with; undefined, with faults noted, where it cannot be made.
 * Of each organisation the first peer of the profile is the gateway.
 */
export function targetOfProfile(text: string, settings: ProfileSettings, faults: Faults): unknown {
  const profile = readProfile(text, settings.file, faults);
  if (profile === undefined) return undefined;
  const { channel, chaincode, mspRoots, file } = settings;
  const before = faults.found.length;
  if (profile.channels !== undefined && !Object.hasOwn(profile.channels, channel)) {
    faults.add(
      'LEDGER_PROFILE channels',
      file,
      `does not have channel \`${channel}\``,
      'Use the profile of that channel.',
    );
  }
  const organisations = organisationsOf(profile, settings, faults);
  const listed = Object.values(profile.organizations).flatMap(({ mspid, orderers }) =>
    orderers.length > 0 ? [mspid] : [],
  );
  const ordering = settings.orderers ?? listed;
  if (ordering.length === 0) {
    const problem = 'is missing, and no organisation of the profile lists orderers';
    faults.add(
      'LEDGER_ORDERERS',
      undefined,
      problem,
      'Name the MSP ids of those who run orderers, separated by commas.',
    );
  }
  if (faults.found.length > before) return undefined;
  const orderer = ordering.map((mspId) => ({ mspId, mspRoot: join(mspRoots, `${mspId}.pem`) }));
  return { channel, chaincode, organisations, orderer };
}
