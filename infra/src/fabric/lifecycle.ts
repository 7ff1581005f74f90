import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chaincodePackage } from './chaincode-package.ts';
import { asAdministrator, towardsOrderer, towardsPeers } from './commands.ts';
import type { Layout, Peer } from './layout.ts';
import { until } from './processes.ts';
import type { FabricPrograms } from './programs.ts';

/** What the channel agrees on for one chaincode. */
export type ChaincodeDefinition = {
  readonly name: string;
  readonly version: string;
  readonly endorsementPolicy: string;
  readonly collections: readonly unknown[];
};

type Committed = { sequence: number; version: string };

/** The package that a peer is given; each peer has its own chaincode process, so its own address and id. */
export function packageFor(definition: ChaincodeDefinition, peer: Peer): { bytes: Buffer; packageId: string } {
  return chaincodePackage(`${definition.name}_${definition.version}`, `127.0.0.1:${peer.chaincodePort}`);
}

/** Installs, approves and commits a definition, unless the channel has agreed on just that already. */
export async function deploy(
  programs: FabricPrograms,
  layout: Layout,
  channel: string,
  definition: ChaincodeDefinition,
  say: (line: string) => void,
): Promise<void> {
  const digest = createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 12);
  const version = `${definition.version}-${digest}`;
  const agreed = await committed(programs, layout, channel, definition.name);
  await Promise.all(layout.peers.map((peer) => install(programs, layout, definition, peer)));
  if (agreed?.version === version) return;
  const sequence = (agreed?.sequence ?? 0) + 1;
  say(`Agreeing on the contract: version ${version}, sequence ${sequence}`);
  const collections = join(layout.folder, 'collections.json');
  writeFileSync(collections, JSON.stringify(definition.collections));
  const terms = [
    ...['--name', definition.name, '--version', version, '--sequence', String(sequence)],
    ...['--signature-policy', definition.endorsementPolicy, '--collections-config', collections],
  ];
  const orderer = towardsOrderer(layout, channel);
  for (const peer of layout.peers) {
    const { packageId } = packageFor(definition, peer);
    const args = ['lifecycle', 'chaincode', 'approveformyorg', ...orderer, ...terms, '--package-id', packageId];
    // The first one can meet an orderer without a leader.
    await until(`approval by ${peer.organisation.name}`, 30, () =>
      asAdministrator(programs, layout, peer.organisation, args).then(
        () => true,
        (error: Error) => {
          if (/attempted to redefine|successfully approved|unchanged content/.test(error.message)) return true;
          return false;
        },
      ),
    );
  }
  const commit = ['lifecycle', 'chaincode', 'commit', ...orderer, ...terms, ...towardsPeers(layout)];
  await asAdministrator(programs, layout, layout.organisations[0]!, commit);
}

async function committed(
  programs: FabricPrograms,
  layout: Layout,
  channel: string,
  name: string,
): Promise<Committed | undefined> {
  const args = ['lifecycle', 'chaincode', 'querycommitted', '-C', channel, '--output', 'json'];
  const text = await asAdministrator(programs, layout, layout.organisations[0]!, args);
  const { chaincode_definitions: all = [] } = JSON.parse(text.slice(text.indexOf('{'))) as {
    chaincode_definitions?: { name: string; sequence: number | string; version: string }[];
  };
  const found = all.find((definition) => definition.name === name);
  return found === undefined ? undefined : { sequence: Number(found.sequence), version: found.version };
}

async function install(
  programs: FabricPrograms,
  layout: Layout,
  definition: ChaincodeDefinition,
  peer: Peer,
): Promise<void> {
  const { bytes } = packageFor(definition, peer);
  const file = join(peer.folder, 'chaincode.tar.gz');
  writeFileSync(file, bytes);
  try {
    await asAdministrator(programs, layout, peer.organisation, ['lifecycle', 'chaincode', 'install', file]);
  } catch (error) {
    if (!/already successfully installed/.test((error as Error).message)) throw error;
  }
}
