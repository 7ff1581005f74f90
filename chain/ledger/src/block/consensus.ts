import { common, orderer } from '@hyperledger/fabric-protos';
import type { Block } from './block.ts';
import { type Identity, identityOf, type Transaction } from './transaction.ts';

/** `common.HeaderType.CONFIG`. */
export const configuration = 1;

/** One of those who order blocks under BFT: the number by which its signatures name it, and who that is. */
export type Consenter = { readonly id: number; readonly identity: Identity };

/** How a channel's blocks are ordered, as its configuration says. */
export type Consensus = {
  /** `etcdraft` or `BFT`. */
  readonly type: string;
  /** Under BFT alone; Raft's consenters sign with their identities. */
  readonly consenters: readonly Consenter[];
};

type GroupsMap = ReturnType<common.ConfigGroup['getGroupsMap']>;

/** The configuration in a block: it stands alone there. */
function configurationIn({ transactions }: Block): Transaction | undefined {
  const [only] = transactions;
  if (transactions.length !== 1 || only === undefined || 'malformed' in only) return undefined;
  return only.type === configuration ? only : undefined;
}

/** The channel's groups in a configuration block; undefined for any other. */
export function groupsIn(block: Block): GroupsMap | undefined {
  const transaction = configurationIn(block);
  if (transaction === undefined) return undefined;
  const payload = common.Payload.deserializeBinary(transaction.payloadBytes);
  const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
  return (config?.getChannelGroup() ?? new common.ConfigGroup()).getGroupsMap();
}

/**
 * How blocks are ordered from this block's successor on, when it is a configuration block; undefined for any other.
 *
 * @throws Error when the configuration is none of a channel.
 */
export function consensusIn(block: Block): Consensus | undefined {
  const groups = groupsIn(block);
  if (groups === undefined) return undefined;
  const values = groups.get('Orderer')?.getValuesMap();
  const type = values?.get('ConsensusType')?.getValue_asU8();
  if (type === undefined) throw new Error(`block ${block.number} is a configuration without a consensus type`);
  const orderers = common.Orderers.deserializeBinary(values?.get('Orderers')?.getValue_asU8() ?? new Uint8Array());
  return {
    type: orderer.ConsensusType.deserializeBinary(type).getType(),
    consenters: orderers.getConsenterMappingList().map((consenter) => ({
      id: consenter.getId(),
      identity: identityOf(consenter.getMspId(), consenter.getIdentity_asU8()),
    })),
  };
}

/** Number of the newest configuration block up to this one, as its orderers signed it; its own when it is one. */
export function lastConfiguration(block: Block): number {
  if (configurationIn(block) !== undefined) return block.number;
  return common.OrdererBlockMetadata.deserializeBinary(block.signedMetadata).getLastConfig()?.getIndex() ?? 0;
}
