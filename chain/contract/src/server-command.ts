import { fileURLToPath } from 'node:url';

/** How to run the contract as chaincode-as-a-service: a Node.js process for `child_process.spawn`. */
export type ServerCommand = {
  /** Arguments of the Node.js that runs the contract's TypeScript. */
  readonly arguments: readonly string[];
  /** Working directory: the framework finds the contract through its `package.json`. */
  readonly folder: string;
  /** To be added to the environment: the framework otherwise logs every transaction; what is refused it always logs, as code and field. */
  readonly environment: Readonly<Record<string, string>>;
};

/** The command for a server at `address` (host:port) that answers to `packageId` (label:hash). No Fabric package is loaded here. */
export function chaincodeServerCommand(address: string, packageId: string): ServerCommand {
  const framework = fileURLToPath(import.meta.resolve('fabric-shim/cli.js'));
  return {
    arguments: [framework, 'server', '--chaincode-address', address, '--chaincode-id', packageId],
    folder: fileURLToPath(new URL('..', import.meta.url)),
    environment: { CORE_CHAINCODE_LOGGING_LEVEL: 'ERROR' },
  };
}
