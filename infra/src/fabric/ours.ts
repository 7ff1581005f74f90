import { join, resolve } from 'node:path';
import { chaincodeDefinition } from '@tallystick/contract';
import { channelName, recordKey } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { networkOrganisations } from '../network/organisations.ts';
import { contractVersion } from './contract-version.ts';
import { type Layout, layoutOf } from './layout.ts';
import { up } from './network.ts';
import type { Chaincode } from './process-definitions.ts';
import type { FabricPrograms } from './programs.ts';
import { chosen, readSettings, type Wanted, whyNot } from './settings.ts';
import { targetFile } from './target.ts';

/** This project's network on Fabric: its layout, its chaincode, and how it is brought up. */
export type FabricNetwork = {
  readonly layout: Layout;
  readonly chaincode: Chaincode;
  readonly targetFile: string;
  /** See `up` in `network.ts`. @throws Error when the network that is there was made otherwise than wanted. */
  up(programs: FabricPrograms, say: (line: string) => void, interrupted?: AbortSignal): Promise<void>;
};

const chain = (name: string): string => join(repositoryRoot, 'chain', name);

/** The contract as it stands in this checkout. Whatever it imports is in the two packages. */
function ourChaincode(): Chaincode {
  const { name, version, ...terms } = chaincodeDefinition;
  return {
    name,
    version: contractVersion(version, terms, [chain('contract'), chain('protocol')]),
    ...terms,
    folder: chain('contract'),
    server: [process.execPath, join(repositoryRoot, 'node_modules', 'fabric-shim', 'cli.js'), 'server'],
    proof: { name: 'records:get', arguments: [recordKey.policy('channel', 1)] },
  };
}

/**
 * The network in a data folder: as it was made there, otherwise as wanted.
 *
 * @throws Error when the settings of the one that is there cannot be read.
 */
export function fabricNetwork({ dataDir, ...wanted }: Wanted & { readonly dataDir: string }): FabricNetwork {
  const folder = join(resolve(dataDir), 'fabric');
  const made = readSettings(folder);
  const { portBase, ordering } = chosen(made, wanted);
  const layout = layoutOf(folder, portBase, ordering, networkOrganisations);
  const chaincode = ourChaincode();
  return {
    layout,
    chaincode,
    targetFile: targetFile(layout),
    up: async (programs, say, interrupted) => {
      const refusal = whyNot(made, wanted);
      if (refusal !== undefined) throw new Error(refusal);
      await up(programs, layout, channelName, chaincode, say, interrupted);
    },
  };
}
