import { verify, X509Certificate } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import type { NetworkTarget } from '@tallystick/ledger';
import { pemText } from './client.ts';
import { isLowS } from './signature.ts';

/** A member of an organisation of the target, by the root that the target gives. */
export type Member = {
  readonly mspId: string;
  readonly units: readonly string[];
  readonly certificate: X509Certificate;
};

/** The certificates of a target's root file, each as PEM: the root, and behind it intermediate authorities. */
export function authoritiesIn(mspRoot: string): string[] {
  return pemText(mspRoot)
    .split(/(?<=-----END CERTIFICATE-----)/)
    .map((pem) => pem.trim())
    .filter((pem) => pem !== '');
}

/** Authorities by MSP id: of organisations and of whoever runs orderers. */
function authoritiesOf({ organisations, orderer }: NetworkTarget): Map<string, X509Certificate[]> {
  const all = [...organisations, ...[orderer].flat()];
  return new Map(
    all.map(({ mspId, mspRoot }) => [mspId, authoritiesIn(mspRoot).map((pem) => new X509Certificate(pem))]),
  );
}

/** Reads `msp.SerializedIdentity`. @throws Error when no root of the target has issued it. */
export function memberOf(target: NetworkTarget, identity: Uint8Array): Member {
  const serialized = msp.SerializedIdentity.deserializeBinary(identity);
  const mspId = serialized.getMspid();
  const certificate = new X509Certificate(Buffer.from(serialized.getIdBytes_asU8()));
  const authorities = authoritiesOf(target).get(mspId) ?? [];
  if (!authorities.some(({ publicKey }) => certificate.verify(publicKey)))
    throw new Error(`no root of ${mspId} has issued it`);
  const units = certificate.subject.split('\n').flatMap((line) => /^OU=(.+)$/.exec(line)?.[1] ?? []);
  return { mspId, units, certificate };
}

/** What is wrong with a member's signature (ECDSA over SHA-256, low-S); undefined when nothing is. */
export function wrongSignature(
  { certificate, mspId }: Member,
  signature: Uint8Array,
  ...parts: readonly Uint8Array[]
): string | undefined {
  if (!verify('sha256', Buffer.concat(parts), certificate.publicKey, signature)) return `${mspId}’s does not verify`;
  return isLowS(signature) ? undefined : `${mspId}’s has a high s`;
}
