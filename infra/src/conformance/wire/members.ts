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

/** Roots by MSP id: organisations and whoever runs orderers. */
function rootsOf({ organisations, orderer }: NetworkTarget): Map<string, X509Certificate> {
  const all = [...organisations, ...[orderer].flat()];
  return new Map(all.map(({ mspId, mspRoot }) => [mspId, new X509Certificate(pemText(mspRoot))]));
}

/** Reads `msp.SerializedIdentity`. @throws Error when no root of the target has issued it. */
export function memberOf(target: NetworkTarget, identity: Uint8Array): Member {
  const serialized = msp.SerializedIdentity.deserializeBinary(identity);
  const mspId = serialized.getMspid();
  const certificate = new X509Certificate(Buffer.from(serialized.getIdBytes_asU8()));
  const root = rootsOf(target).get(mspId);
  if (root === undefined || !certificate.verify(root.publicKey)) throw new Error(`no root of ${mspId} has issued it`);
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
