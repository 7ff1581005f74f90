import { type CollectionName, collectionName, mspId } from '@tallystick/protocol';
import { z } from 'zod';
import { collections } from './collections.ts';
import { readPem } from './configuration/pem.ts';

export { readPem } from './configuration/pem.ts';

/** Path of a PEM file; public certificates may stand there as PEM text themselves. */
const pem = z.string().min(1);
const user = z.strictObject({
  certificate: pem,
  /** Path of a PEM file, or the PKCS#11 URI of a key in a token. */
  key: z
    .string()
    .min(1)
    .regex(/^(?!\s*-----BEGIN)/, 'must be a path or a PKCS#11 URI, never a key itself'),
});

const maxPort = 65_535;
function isEndpoint(text: string): boolean {
  const port = Number(/^[^\s:/]+:(\d{1,5})$/.exec(text)?.[1] ?? 0);
  return port >= 1 && port <= maxPort;
}

const organisation = z.strictObject({
  mspId,
  /** Short name such as `health`. */
  name: z.string().min(1),
  /** Gateway of its peer, `host:port`. */
  endpoint: z.string().refine(isEndpoint, 'must be host:port'),
  /** Name in the peer's TLS certificate. */
  tlsServerName: z.string().min(1),
  /** Its TLS root. */
  tlsRoot: pem,
  /** The root that its members' certificates are issued by. */
  mspRoot: pem,
  /** Its clients; only the own organisation's need be there. */
  users: z.record(z.string(), user),
});

const orderingOrganisation = z.strictObject({ mspId, mspRoot: pem });

/** Everything that one has to know to be a client of a network: the file that localnet writes, or that of a Fabric network. */
export const networkTarget = z.strictObject({
  channel: z.string().regex(/^[a-z][a-z0-9.-]{0,248}$/, 'must be lower-case letters, digits, dots and dashes'),
  chaincode: z
    .string()
    .regex(/^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$/, 'must be letters and digits, with single - or _ between'),
  organisations: z.array(organisation).min(1),
  /** Whose orderers sign blocks; more than one organisation where each runs some. */
  orderer: z.union([orderingOrganisation, z.array(orderingOrganisation).min(1)]),
});
export type NetworkTarget = z.infer<typeof networkTarget>;

/** How long single steps may take, milliseconds. */
const timeouts = z.strictObject({
  evaluate: z.int().positive().default(10_000),
  endorse: z.int().positive().default(20_000),
  submit: z.int().positive().default(10_000),
  /** One question after the outcome of a transaction, at most. */
  commitStatus: z.int().positive().default(10_000),
  /** A whole submission, retries included. */
  total: z.int().positive().default(60_000),
});
export type Timeouts = z.infer<typeof timeouts>;

/** Configuration of {@link openLedger}. */
export const ledgerConfig = z
  .strictObject({
    target: networkTarget,
    /** MSP id of the own organisation. */
    organisation: mspId,
    /** One of the own organisation's users in the target. */
    user: z.string().min(1),
    /** Organisations in the order in which their peers are asked, by collection; the own one always comes first. */
    collectionPeers: z.partialRecord(collectionName, z.array(mspId).min(1)).default({}),
    timeouts: timeouts.default(timeouts.parse({})),
    /** Milliseconds between looks at certificate, key and TLS roots: replaced ones are used from then on. */
    watchMilliseconds: z.int().positive().default(5_000),
  })
  .check((context) => {
    const { target, organisation: own, user: name } = context.value;
    const found = target.organisations.find((candidate) => candidate.mspId === own);
    const issue = (path: string, message: string): void => {
      context.issues.push({ code: 'custom', path: [path], message, input: context.value });
    };
    if (found === undefined) issue('organisation', 'is not in the target');
    else if (found.users[name] === undefined) issue('user', 'is not among the organisation’s users in the target');
    for (const [collection, order] of Object.entries(context.value.collectionPeers)) {
      const { members } = collections[collection as CollectionName];
      const strangers = order.filter((peer) => !members.includes(peer));
      // Whoever stands in such a list is sent private values.
      if (strangers.length > 0) issue('collectionPeers', `${strangers.join(', ')} does not belong to ${collection}`);
    }
  });
/** What callers give; defaults may be left out. */
export type LedgerConfig = z.input<typeof ledgerConfig>;
/** The configuration with its defaults. */
export type ParsedConfig = z.output<typeof ledgerConfig>;

/** Roots of the organisations whose orderers sign blocks, by MSP id. @throws Error when a file cannot be read. */
export function ordererRoots({ orderer }: NetworkTarget): Record<string, string> {
  return Object.fromEntries(
    [orderer].flat().map(({ mspId: id, mspRoot }) => [id, readPem(mspRoot, 'the orderers’ root')]),
  );
}
