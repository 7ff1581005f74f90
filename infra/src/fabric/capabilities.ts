import type { Ordering } from './layout.ts';

/** Capabilities of a channel: what every orderer and peer of it has to understand. */
export type Capabilities = {
  readonly channel: 'V2_0' | 'V3_0';
  readonly orderer: 'V2_0';
  readonly application: 'V2_5';
};

/**
 * The capabilities that programs of a version (`2.5.16`, `3.1.5`) can make a channel with. V2_5 of the application is what
 * lets private data be purged; V3_0 of the channel, which Fabric 2.5 does not know, is what BFT needs.
 *
 * @throws Error with a sentence when the ordering needs newer programs.
 */
export function capabilitiesFor(version: string, ordering: Ordering): Capabilities {
  const channel = Number(version.split('.')[0]) >= 3 ? 'V3_0' : 'V2_0';
  if (ordering === 'bft-4' && channel !== 'V3_0') {
    throw new Error(`BFT orderers need Fabric 3, and the programs are ${version}.`);
  }
  return { channel, orderer: 'V2_0', application: 'V2_5' };
}

/** Why programs of a version cannot run a channel that was made before; undefined when they can. */
export function whyTooOld(version: string, made: Capabilities): string | undefined {
  if (made.channel === 'V2_0' || Number(version.split('.')[0]) >= 3) return undefined;
  return `This channel was made by Fabric 3 (capability ${made.channel}), and the programs are ${version}.`;
}
