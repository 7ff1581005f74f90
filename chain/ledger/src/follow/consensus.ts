import type { Block } from '../block/block.ts';
import { type Consensus, consensusIn, lastConfiguration } from '../block/consensus.ts';
import { checkHashes } from '../verify/checks.ts';
import type { Members } from '../verify/members.ts';
import { checkOrderers } from '../verify/orderers.ts';
import { OtherHistory } from './other-history.ts';

/** What the channel's configuration is looked up with. */
export type Lookup = {
  /** Gives a block by its number, unchecked. */
  readonly read: (number: number) => Promise<Block>;
  readonly orderers: Members;
  /** Header hash of block 0, when the network is known by it. */
  readonly network: Uint8Array | undefined;
};

/** Configuration blocks up to a block, each with the last block that it was in force for; oldest first. */
async function stretches(upTo: number, read: Lookup['read']): Promise<{ config: Block; last: Block }[]> {
  const found: { config: Block; last: Block }[] = [];
  for (let number = upTo; ; ) {
    const last = await read(number);
    const at = lastConfiguration(last);
    // One that is not further back leads nowhere.
    if (last.number !== number || at > number) throw new OtherHistory(number);
    const config = at === number ? last : await read(at);
    if (config.number !== at) throw new OtherHistory(at);
    found.unshift({ config, last });
    if (at === 0) return found;
    number = at - 1;
  }
}

/**
 * The configuration in force after a block, for a follower that has not read all that came before. Every block names
 * the newest configuration up to it; so they are gone through backwards to block 0, and then, forwards, each has to be
 * signed by those whom the one before names. Mostly that is block 0 alone.
 *
 * @throws OtherHistory where something does not hold.
 */
export async function consensusAfter(number: number, { read, orderers, network }: Lookup): Promise<Consensus> {
  let consensus: Consensus | undefined;
  for (const { config, last } of await stretches(number, read)) {
    const wrong = [...checkHashes(config, undefined), ...checkOrderers(config, orderers, consensus)];
    const isOther = config.number === 0 && network !== undefined && Buffer.compare(config.headerHash, network) !== 0;
    if (wrong.length > 0 || isOther) throw new OtherHistory(config.number);
    consensus = consensusIn(config);
    if (last !== config && checkOrderers(last, orderers, consensus).length > 0) throw new OtherHistory(last.number);
  }
  if (consensus === undefined) throw new OtherHistory(0);
  return consensus;
}
