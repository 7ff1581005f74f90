import { join, resolve } from 'node:path';
import { chaincodeDefinition } from '@tallystick/contract';
import { channelName } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { networkOrganisations } from '../network/organisations.ts';
import { type Layout, layoutOf, type Ordering } from './layout.ts';
import { type Chaincode, targetFile, up } from './network.ts';
import type { FabricPrograms } from './programs.ts';

/** This project's network on Fabric: its layout, its chaincode, and how it is brought up. */
export function fabricNetwork(options: { dataDir: string; portBase: number; ordering: Ordering }): {
  layout: Layout;
  chaincode: Chaincode;
  targetFile: string;
  up(programs: FabricPrograms, say: (line: string) => void): Promise<void>;
} {
  const folder = join(resolve(options.dataDir), 'fabric');
  const layout = layoutOf(folder, options.portBase, options.ordering, networkOrganisations);
  const chaincode: Chaincode = {
    ...chaincodeDefinition,
    folder: join(repositoryRoot, 'chain', 'contract'),
    server: [process.execPath, join(repositoryRoot, 'node_modules', 'fabric-shim', 'cli.js'), 'server'],
  };
  return {
    layout,
    chaincode,
    targetFile: targetFile(layout),
    up: (programs, say) => up(programs, layout, channelName, chaincode, say),
  };
}
