/** What a network is made of: organisations, their users, and one chaincode with its policies and collections. */
import { z } from 'zod';
import { parsePolicy } from './msp/policy-expression.ts';

const mspId = z.string().regex(/^[A-Za-z][A-Za-z0-9.-]*$/, 'letters, digits, dots and dashes');
const fileName = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes');
const userName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'letters, digits, dashes and underscores');

/** Fabric's policy language, for example `OutOf(2, 'HealthMSP.peer', 'AuthorityMSP.peer', 'AuditorMSP.peer')`. */
export const policyExpression = z.string().superRefine((text, context) => {
  try {
    parsePolicy(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});
/** A policy in Fabric's own language. */
export type PolicyExpression = z.infer<typeof policyExpression>;

/** A private data collection, as in Fabric's collections JSON. */
export const collectionDefinition = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/),
  policy: policyExpression,
  requiredPeerCount: z.int().nonnegative(),
  maxPeerCount: z.int().nonnegative(),
  /** How many blocks after its own a private value lives; 0 is for ever. */
  blockToLive: z.int().nonnegative(),
  memberOnlyRead: z.boolean(),
  memberOnlyWrite: z.boolean(),
  endorsementPolicy: z.strictObject({ signaturePolicy: policyExpression }).optional(),
});
/** A private data collection. */
export type CollectionDefinition = z.infer<typeof collectionDefinition>;

/** Where a chaincode server listens, and the package id under which it registers. */
const chaincodeServer = {
  /** host:port of the chaincode-as-a-service server. */
  address: z.string().regex(/^[^:\s]+:\d+$/, 'host:port'),
  /** label:hash, as given to the chaincode server's --chaincode-id. */
  packageId: z.string().regex(/^[^:\s]+:[^:\s]+$/, 'label:hash'),
};

const organisation = z.strictObject({
  mspId,
  /** Lower-case; the name of its folder. */
  name: fileName,
  /** Where its peer listens; 0 takes any free port. */
  port: z.int().min(0).max(65535),
  /** Its own chaincode server, as each peer of a Fabric network has one; without it all share the chaincode's. */
  chaincode: z.strictObject(chaincodeServer).optional(),
  users: z.array(
    z.strictObject({
      name: userName,
      administrator: z.boolean().optional(),
      attributes: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/** The network's definition: the content of a JSON file. */
export const networkDefinition = z
  .strictObject({
    channel: z.string().regex(/^[a-z][a-z0-9.-]{0,248}$/, 'a channel name: lower-case letters, digits, dots, dashes'),
    organisations: z.array(organisation).min(1),
    chaincode: z.strictObject({
      name: z.string().regex(/^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$/),
      version: z.string().regex(/^[A-Za-z0-9_.+-]+$/),
      ...chaincodeServer,
      /** How long one call may run, in milliseconds; Fabric's default is 30 seconds. */
      executeTimeout: z.int().positive().optional(),
      endorsementPolicy: policyExpression,
      collections: z.array(collectionDefinition),
    }),
  })
  .superRefine((definition, context) => {
    const { organisations, chaincode } = definition;
    const complain = (message: string): void => context.addIssue({ code: 'custom', message });
    const names = organisations.map(({ name }) => name);
    const ids = organisations.map((each) => each.mspId);
    if (new Set(names).size < names.length || names.includes(ORDERER_NAME)) complain('organisation names must differ');
    if (new Set(ids).size < ids.length || ids.includes(ORDERER_MSP)) complain('MSP ids must differ');
    for (const { name, users } of organisations) {
      if (new Set(users.map((user) => user.name)).size < users.length) complain(`users of ${name} must differ`);
    }
    const collections = chaincode.collections.map(({ name }) => name);
    if (new Set(collections).size < collections.length) complain('collection names must differ');
    for (const mspId of namedOrganisations(chaincode)) {
      if (!ids.includes(mspId)) complain(`${mspId} is no organisation of this network, but a policy names it`);
    }
  });
/** What a network is made of. */
export type NetworkDefinition = z.infer<typeof networkDefinition>;

/** The MSP ids in all policies; one that does not parse has been complained about already. */
function namedOrganisations(chaincode: {
  endorsementPolicy: string;
  collections: CollectionDefinition[];
}): Set<string> {
  const own = chaincode.collections.flatMap(({ endorsementPolicy }) => endorsementPolicy?.signaturePolicy ?? []);
  const policies = [chaincode.endorsementPolicy, ...chaincode.collections.map(({ policy }) => policy), ...own];
  const parsed = policies.filter((text) => policyExpression.safeParse(text).success).map(parsePolicy);
  return new Set(parsed.flatMap(({ principals }) => principals.map(({ mspId }) => mspId)));
}

/** The ordering organisation's MSP id. */
export const ORDERER_MSP = 'OrdererMSP';
/** The ordering organisation's folder. */
export const ORDERER_NAME = 'orderer';
