import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelPolicyContent } from '@tallystick/protocol';
import type { Ordering } from '../fabric/layout.ts';
import { reset } from '../fabric/network.ts';
import { fabricNetwork } from '../fabric/ours.ts';
import type { FabricPrograms } from '../fabric/programs.ts';
import { bootstrapPolicies, readTarget, startNetwork } from '../network/index.ts';
import { fixtureOnFabric, fixtureOnLocalnet, type Stops } from './fixture.ts';
import { ownSubject, type Subject } from './subject.ts';

/** A retention so short that what rules write falls due while they wait. */
const channel: Partial<ChannelPolicyContent> = { retentionSeconds: 6, alignToDay: false };
/** Name of the first export key on networks of the suite; any point of the right form, for no file is signed. */
export const exportKeyId = 'conformance';
const exportKey = { keyId: exportKeyId, publicKey: `04${'5a'.repeat(64)}` };

function temporaryFolder(stops: Stops): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-conformance-'));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Two embedded networks, for each chaincode one: localnet has one chaincode. */
export async function startLocalnet(stops: Stops): Promise<Subject> {
  const folder = temporaryFolder(stops);
  const network = await startNetwork({ dataDir: folder });
  stops.push(network.stop);
  await bootstrapPolicies(network.target, { exportKey, channel });
  return ownSubject(network.target, await fixtureOnLocalnet(join(folder, 'fixture'), stops));
}

/** A Fabric network in a folder of its own, with both chaincodes on one channel. */
export async function startFabric(
  programs: FabricPrograms,
  stops: Stops,
  say: (line: string) => void,
  ordering: Ordering,
): Promise<Subject> {
  const folder = temporaryFolder(stops);
  // Fabric's settings want ports before anything listens: a row below those that the kernel gives out by itself.
  const portBase = 12_000 + 50 * randomInt(380);
  const network = fabricNetwork({ dataDir: folder, portBase, ordering });
  stops.push(() => reset(network.layout));
  await network.up(programs, say);
  const target = readTarget(network.targetFile);
  await bootstrapPolicies(target, { exportKey, channel });
  say('The contract is in force; now the test chaincode');
  const release = programs.version.startsWith('2.5.') ? '2.5' : '3';
  return ownSubject(target, await fixtureOnFabric(programs, network.layout, target, stops), release);
}
