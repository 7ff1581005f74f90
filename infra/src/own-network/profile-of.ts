import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkTarget } from '@tallystick/ledger';
import { stringify } from 'yaml';

/**
 * Writes a running network as others would describe it: a connection profile, roots in a folder, and an own identity.
 *
 * @returns the environment of a service that is told so.
 */
export function profileOf(target: NetworkTarget, mspId: string, user: string, folder: string): Record<string, string> {
  const roots = join(folder, 'msp-roots');
  mkdirSync(roots);
  const orderers = [target.orderer].flat();
  for (const each of [...target.organisations, ...orderers])
    copyFileSync(each.mspRoot, join(roots, `${each.mspId}.pem`));
  const peerOf = (name: string): string => `peer0.${name}.example`;
  const profile = {
    name: 'tallystick',
    version: '1.0.0',
    organizations: Object.fromEntries(
      target.organisations.map(({ mspId: mspid, name }) => [name, { mspid, peers: [peerOf(name)] }]),
    ),
    peers: Object.fromEntries(
      target.organisations.map(({ name, endpoint, tlsServerName, tlsRoot }) => [
        peerOf(name),
        {
          url: `grpcs://${endpoint}`,
          tlsCACerts: { pem: readFileSync(tlsRoot, 'utf8') },
          grpcOptions: { 'ssl-target-name-override': tlsServerName },
        },
      ]),
    ),
    channels: { [target.channel]: {} },
  };
  const file = join(folder, 'connection-profile.yaml');
  writeFileSync(file, stringify(profile));
  const { certificate, key } = target.organisations.find((each) => each.mspId === mspId)!.users[user]!;
  return {
    LEDGER_ORGANISATION: mspId,
    LEDGER_PROFILE: file,
    LEDGER_CERTIFICATE: certificate,
    LEDGER_KEY: key,
    LEDGER_MSP_ROOTS: roots,
    LEDGER_ORDERERS: orderers.map((each) => each.mspId).join(','),
  };
}
