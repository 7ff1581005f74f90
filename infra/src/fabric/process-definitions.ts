import { builderFolder } from './config-folder.ts';
import { chaincodeProcess, type Layout } from './layout.ts';
import { type ChaincodeDefinition, packageFor } from './lifecycle.ts';
import { ordererSettings, peerSettings } from './node-settings.ts';
import type { NetworkProcess } from './process-notes.ts';
import type { FabricPrograms } from './programs.ts';
import type { ReadingCall } from './proof.ts';

/** A chaincode and how its process is started. */
export type Chaincode = ChaincodeDefinition & {
  /** Folder of its package. */
  readonly folder: string;
  /** Program and first arguments of the chaincode server. */
  readonly server: readonly string[];
  /** What is called, and committed, to see that the network works. */
  readonly proof: ReadingCall;
};

/** The processes of orderers and peers, in the order in which they start. */
export function nodesOf(programs: FabricPrograms, layout: Layout): NetworkProcess[] {
  return [
    ...layout.orderers.map((orderer) => ({
      name: orderer.name,
      program: programs.program.orderer,
      args: [],
      cwd: orderer.folder,
      env: ordererSettings(layout, orderer),
    })),
    ...layout.peers.map((peer) => ({
      name: peer.name,
      program: programs.program.peer,
      args: ['node', 'start'],
      cwd: peer.folder,
      env: {
        ...peerSettings(layout, peer),
        CORE_CHAINCODE_EXTERNALBUILDERS: JSON.stringify([
          { name: 'ccaas', path: builderFolder(layout), propagateEnvironment: [] },
        ]),
      },
    })),
  ];
}

/** The process of the chaincode for each peer. */
export function chaincodesOf(layout: Layout, chaincode: Chaincode): NetworkProcess[] {
  const [server = '', ...serverArgs] = chaincode.server;
  return layout.peers.map((peer) => ({
    name: chaincodeProcess(peer),
    program: server,
    args: [
      ...serverArgs,
      ...['--chaincode-address', `127.0.0.1:${peer.chaincodePort}`],
      ...['--chaincode-id', packageFor(chaincode, peer).packageId],
    ],
    cwd: chaincode.folder,
    env: { CORE_CHAINCODE_LOGGING_LEVEL: 'warn', CORE_CHAINCODE_LOGGING_SHIM: 'warn' },
  }));
}
