/** The organisations that block 0 admits; localnet has no configuration updates, so they stay as they are. */
import { common } from '@hyperledger/fabric-protos';
import type { NetworkDefinition } from './definition.ts';
import { openEnvelope } from './validation/transaction.ts';

/**
 * Refuses a definition whose channel or organisations are not those of the ledger's block 0.
 * @throws Error with a sentence that says what to do
 */
export function checkConfiguration(genesisBlock: Uint8Array, definition: NetworkDefinition): void {
  const [envelope] = common.Block.deserializeBinary(genesisBlock).getData()!.getDataList_asU8();
  const { header, data } = openEnvelope(envelope!);
  const root = common.ConfigEnvelope.deserializeBinary(data).getConfig()!.getChannelGroup()!;
  const admitted = [...root.getGroupsMap().get('Application')!.getGroupsMap().keys()] as string[];
  const wanted = definition.organisations.map(({ mspId }) => mspId);
  const same = admitted.length === wanted.length && wanted.every((mspId) => admitted.includes(mspId));
  if (same && header.channel.channel === definition.channel) return;
  throw new Error(
    `this ledger is that of channel ${header.channel.channel} with ${admitted.join(', ')}; configuration updates are ` +
      'not supported by localnet: begin anew with another data directory, or give the definition of this one',
  );
}
