import { type common, msp } from '@hyperledger/fabric-protos';
import type { Block } from './block.ts';
import { groupsIn } from './consensus.ts';

const channelGroups = ['Application', 'Orderer'] as const;
type ChannelGroup = (typeof channelGroups)[number];

/** An intermediate authority that a channel's configuration names: its organisation, what that does, and the certificate (PEM). */
export type NamedAuthority = { readonly mspId: string; readonly group: ChannelGroup; readonly certificate: string };

/** The intermediate authorities that a configuration block names; none in any other. */
export function intermediatesIn(block: Block): NamedAuthority[] {
  const groups = groupsIn(block);
  if (groups === undefined) return [];
  return channelGroups.flatMap((group) => {
    const organisations = groups.get(group)?.getGroupsMap().entries() ?? [];
    return [...organisations].flatMap(([, organisation]) => {
      const value = (organisation as common.ConfigGroup).getValuesMap().get('MSP')?.getValue_asU8() ?? new Uint8Array();
      const config = msp.FabricMSPConfig.deserializeBinary(msp.MSPConfig.deserializeBinary(value).getConfig_asU8());
      return config.getIntermediateCertsList_asU8().map((certificate) => ({
        mspId: config.getName(),
        group,
        certificate: Buffer.from(certificate).toString('latin1'),
      }));
    });
  });
}
