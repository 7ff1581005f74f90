import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout.ts';
import { organisationFolder } from './material.ts';

/** Where clients read how to reach the network: the same file as the embedded network writes. */
export const targetFile = (layout: Layout): string => join(layout.folder, 'target.json');

/** Writes the target file. */
export function writeTarget(layout: Layout, channel: string, chaincode: string): void {
  const organisations = layout.peers.map((peer) => {
    const home = organisationFolder(layout, peer.organisation);
    const user = (name: string): { certificate: string; key: string } => ({
      certificate: join(home, 'users', `${name}.pem`),
      key: join(home, 'users', `${name}.key`),
    });
    return {
      mspId: peer.organisation.mspId,
      name: peer.organisation.name,
      endpoint: `127.0.0.1:${peer.port}`,
      tlsServerName: 'localhost',
      tlsRoot: join(home, 'tls-root.pem'),
      mspRoot: join(home, 'msp-root.pem'),
      users: Object.fromEntries(peer.organisation.users.map(({ name }) => [name, user(name)])),
    };
  });
  // Whichever orderer leads signs the blocks.
  const orderer = organisations
    .filter(({ mspId }) => layout.orderers.some(({ organisation }) => organisation.mspId === mspId))
    .map(({ mspId, mspRoot }) => ({ mspId, mspRoot }));
  writeFileSync(targetFile(layout), `${JSON.stringify({ channel, chaincode, organisations, orderer }, null, 2)}\n`);
}
