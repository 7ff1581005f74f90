import { contractClasses } from './contracts.ts';

/** Where `fabric-chaincode-node` finds the contracts; this module is the package's `main`. */
export const contracts = [...contractClasses];

// Started as a child of another process it ends with it; on a host of its own there is no such channel.
process.once('disconnect', () => process.exit(0));
