import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueMember, issueRoot, issueTls, type KeyAndCertificate } from '@tallystick/localnet/certificates';
import type { Layout, Organisation } from './layout.ts';
import { noteUnjoined } from './unjoined.ts';

/** Which certificates have which role, by organisational unit. */
const nodeUnits = ['Client', 'Peer', 'Admin', 'Orderer']
  .map(
    (role) =>
      `  ${role}OUIdentifier:\n    Certificate: cacerts/ca.pem\n    OrganizationalUnitIdentifier: ${role.toLowerCase()}\n`,
  )
  .join('');
const mspConfig = `NodeOUs:\n  Enable: true\n${nodeUnits}`;

/** Where an organisation's public MSP and its users stand. */
export const organisationFolder = (layout: Layout, organisation: Organisation): string =>
  join(layout.folder, 'organisations', organisation.name);

function write(folder: string, name: string, pair: KeyAndCertificate): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, `${name}.key`), pair.key, { mode: 0o600 });
  writeFileSync(join(folder, `${name}.pem`), pair.certificate);
}

/** A local MSP folder: the organisation's roots, one identity, the node units. */
export function writeMsp(folder: string, roots: { msp: string; tls: string }, identity?: KeyAndCertificate): void {
  const put = (path: string, content: string, mode = 0o644): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, path), content, { mode });
  };
  put('cacerts/ca.pem', roots.msp);
  put('tlscacerts/tlsca.pem', roots.tls);
  put('config.yaml', mspConfig);
  if (identity === undefined) return;
  put('signcerts/cert.pem', identity.certificate);
  put('keystore/key_sk', identity.key, 0o600);
}

/** Makes every key and certificate of the network; keeps what an earlier start made. True when some were made now. */
export async function makeMaterial(layout: Layout): Promise<boolean> {
  let made = false;
  for (const organisation of layout.organisations) {
    const home = organisationFolder(layout, organisation);
    if (existsSync(join(home, 'complete'))) continue;
    made = true;
    const { name } = organisation;
    const ca = await issueRoot(`ca.${name}`, name);
    const tlsCa = await issueRoot(`tlsca.${name}`, name);
    const roots = { msp: ca.certificate, tls: tlsCa.certificate };
    write(home, 'msp-root', ca);
    write(home, 'tls-root', tlsCa);
    writeMsp(join(home, 'msp'), roots);
    const member = (commonName: string, role: 'client' | 'peer' | 'admin' | 'orderer', attributes = {}) =>
      issueMember(ca, { commonName, role, attributes });
    // The identity under which the network itself is administered; people's administrators are users.
    writeMsp(join(home, 'admin', 'msp'), roots, await member(`admin@${name}`, 'admin'));
    write(join(home, 'admin'), 'tls', await issueTls(tlsCa, `admin.${name}`));
    for (const user of organisation.users) {
      const role = user.administrator === true ? 'admin' : 'client';
      write(join(home, 'users'), user.name, await member(`${user.name}@${name}`, role, user.attributes));
    }
    const nodes = [
      ...layout.peers.map((node) => ({ node, role: 'peer' as const })),
      ...layout.orderers.map((node) => ({ node, role: 'orderer' as const })),
    ];
    for (const { node, role } of nodes.filter(({ node }) => node.organisation === organisation)) {
      writeMsp(join(node.folder, 'msp'), roots, await member(node.name, role));
      write(node.folder, 'tls', await issueTls(tlsCa, node.name));
      copyFileSync(join(home, 'tls-root.pem'), join(node.folder, 'tls-root.pem'));
      noteUnjoined(node.folder);
    }
    writeFileSync(join(home, 'complete'), '');
  }
  return made;
}
