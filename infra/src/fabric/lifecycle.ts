import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chaincodePackage } from './chaincode-package.ts';
import { asAdministrator, type Commander, towardsOrderer, towardsPeers } from './commands.ts';
import type { Layout, Peer } from './layout.ts';
import { until } from './processes.ts';
import type { FabricPrograms } from './programs.ts';

/** What the channel agrees on for one chaincode. */
export type ChaincodeDefinition = {
  readonly name: string;
  /** Another one wherever code or terms are: by it one knows whether the channel has agreed already. */
  readonly version: string;
  readonly endorsementPolicy: string;
  readonly collections: readonly unknown[];
};

/** How long one step may take, seconds. */
const patience = 60;

/** What the channel has agreed on. */
export type Committed = { readonly sequence: number; readonly version: string };

/** The package that a peer is given; each peer has its own chaincode process, so its own address and id. */
export function packageFor(definition: ChaincodeDefinition, peer: Peer): { bytes: Buffer; packageId: string } {
  return chaincodePackage(`${definition.name}_${definition.version}`, `127.0.0.1:${peer.chaincodePort}`);
}

/** What may be done and heeded during a deployment. */
export type DeployOptions = {
  readonly signal?: AbortSignal;
  /** Has the chaincode processes of this definition running; called when all have approved, just before the commit. */
  readonly switchOver?: () => Promise<void>;
};

/**
 * Installs, approves and commits a definition, unless the channel has agreed on just that already. The processes of the
 * definition that was in force serve until all have approved.
 */
export async function deploy(
  programs: FabricPrograms,
  layout: Layout,
  channel: string,
  definition: ChaincodeDefinition,
  say: (line: string) => void,
  { signal, switchOver = () => Promise.resolve() }: DeployOptions = {},
): Promise<void> {
  const commander: Commander = { programs, layout, ...(signal === undefined ? {} : { signal }) };
  const { name, version } = definition;
  const agreed = await committed(commander, channel, name);
  await Promise.all(layout.peers.map((peer) => install(commander, definition, peer)));
  const lost = agreed?.version === version ? await peersThatLost(commander, channel, definition, agreed) : [];
  if (agreed?.version === version && lost.length === 0) {
    await switchOver();
    say(`Contract: version ${version}, sequence ${agreed.sequence}, as agreed before`);
    return;
  }
  const sequence = (agreed?.sequence ?? 0) + 1;
  const terms = termsOf(layout, definition, sequence);
  const orderer = towardsOrderer(layout, channel);
  await Promise.all(layout.peers.map((peer) => approve(commander, definition, peer, [...orderer, ...terms])));
  await switchOver();
  const commit = ['lifecycle', 'chaincode', 'commit', ...orderer, ...terms, ...towardsPeers(layout)];
  await asAdministrator(commander, layout.organisations[0]!, commit);
  const instead =
    lost.length > 0
      ? ` anew, for the peer of ${lost.join(' and ')} had lost what it approved;`
      : agreed === undefined
        ? ''
        : ` in place of ${agreed.version}, the ledger stays as it is;`;
  say(`Contract: version ${version}, sequence ${sequence},${instead} approved by ${approvers(layout)}`);
}

/** What every organisation has to say alike. */
function termsOf(
  { folder }: Layout,
  { name, version, endorsementPolicy, collections }: ChaincodeDefinition,
  sequence: number,
): string[] {
  const file = join(folder, `${name}-collections.json`);
  writeFileSync(file, JSON.stringify(collections));
  return [
    ...['--name', name, '--version', version, '--sequence', String(sequence)],
    ...['--signature-policy', endorsementPolicy, '--collections-config', file],
  ];
}

/**
 * Organisations whose peer does not know which package they approved. That is private data of each organisation's own: a
 * peer that was rebuilt gets it from no other, cannot approve this sequence again, and runs the chaincode from the next.
 */
async function peersThatLost(
  commander: Commander,
  channel: string,
  definition: ChaincodeDefinition,
  { sequence }: Committed,
): Promise<string[]> {
  const query = ['lifecycle', 'chaincode', 'queryapproved', '-C', channel, '-n', definition.name];
  const lost: string[] = [];
  const look = async (peer: Peer): Promise<void> => {
    const { packageId } = packageFor(definition, peer);
    const isKnown = async (): Promise<boolean> => {
      try {
        const text = await asAdministrator(commander, peer.organisation, [...query, '--sequence', String(sequence)]);
        if (!text.includes(packageId)) lost.push(peer.organisation.name);
        return true;
      } catch (error) {
        // Any other refusal is that of a peer which has not caught up yet.
        if (!/private data matching public hash version is not available/.test((error as Error).message)) return false;
        lost.push(peer.organisation.name);
        return true;
      }
    };
    await until(`an answer of ${peer.name} about what was approved`, patience, isKnown, commander.signal);
  };
  await Promise.all(commander.layout.peers.map(look));
  return lost;
}

const approvers = ({ peers }: Layout): string => peers.map(({ organisation }) => organisation.name).join(', ');

/** The definition that the channel has agreed on, as an organisation's peer has it; the first one's without naming any. */
export async function committed(
  commander: Commander,
  channel: string,
  name: string,
  organisation = commander.layout.organisations[0]!,
): Promise<Committed | undefined> {
  const args = ['lifecycle', 'chaincode', 'querycommitted', '-C', channel, '--output', 'json'];
  const text = await asAdministrator(commander, organisation, args);
  const { chaincode_definitions: all = [] } = JSON.parse(text.slice(text.indexOf('{'))) as {
    chaincode_definitions?: { name: string; sequence: number | string; version: string }[];
  };
  const found = all.find((definition) => definition.name === name);
  return found === undefined ? undefined : { sequence: Number(found.sequence), version: found.version };
}

async function install(commander: Commander, definition: ChaincodeDefinition, peer: Peer): Promise<void> {
  const { bytes } = packageFor(definition, peer);
  const file = join(peer.folder, `${definition.name}.tar.gz`);
  writeFileSync(file, bytes);
  try {
    await asAdministrator(commander, peer.organisation, ['lifecycle', 'chaincode', 'install', file]);
  } catch (error) {
    if (!/already successfully installed/.test((error as Error).message)) throw error;
  }
}

async function approve(
  commander: Commander,
  definition: ChaincodeDefinition,
  peer: Peer,
  terms: readonly string[],
): Promise<void> {
  const { packageId } = packageFor(definition, peer);
  const args = ['lifecycle', 'chaincode', 'approveformyorg', ...terms, '--package-id', packageId];
  let refusal = '';
  const attempt = async (): Promise<boolean> => {
    try {
      await asAdministrator(commander, peer.organisation, args);
      return true;
    } catch (error) {
      refusal = (error as Error).message;
      // An earlier start came as far as this.
      return /unchanged content/.test(refusal);
    }
  };
  // The first one can meet orderers without a leader; a peer that was rebuilt has to catch up first.
  await until(`approval by ${peer.organisation.name}`, patience, attempt, commander.signal).catch((error: Error) => {
    throw commander.signal?.aborted ? error : new Error(`${error.message}: ${refusal}`);
  });
}
