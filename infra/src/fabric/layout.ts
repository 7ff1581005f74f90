import { join } from 'node:path';

/** How blocks are ordered: Raft by one or three orderers, or BFT by four. */
export const orderings = ['raft-3', 'raft-1', 'bft-4'] as const;
export type Ordering = (typeof orderings)[number];

/** One organisation of the network. */
export type Organisation = { readonly mspId: string; readonly name: string; readonly users: readonly User[] };
export type User = {
  readonly name: string;
  readonly administrator?: boolean;
  readonly attributes: Readonly<Record<string, string>>;
};

/** One orderer: who runs it, where it listens. */
export type Orderer = {
  readonly name: string;
  readonly organisation: Organisation;
  readonly folder: string;
  readonly port: number;
  readonly adminPort: number;
  readonly operationsPort: number;
};

/** One peer, with the chaincode process that serves it. */
export type Peer = {
  readonly name: string;
  readonly organisation: Organisation;
  readonly folder: string;
  readonly port: number;
  readonly operationsPort: number;
  /** Where its chaincode process listens. */
  readonly chaincodePort: number;
  /** Where the peer would wait for chaincode that it started itself; it opens this port in any case. */
  readonly chaincodeListenPort: number;
};

/** The whole network on one machine. */
export type Layout = {
  readonly folder: string;
  /** First port of its row. */
  readonly portBase: number;
  readonly ordering: Ordering;
  readonly organisations: readonly Organisation[];
  readonly orderers: readonly Orderer[];
  readonly peers: readonly Peer[];
};

/** Offsets from the port base: peers +7 to +9 as on the embedded network, then everything else. */
const offsets = { peer: 7, chaincode: 10, orderer: 13, ordererAdmin: 17, operations: 21, chaincodeListen: 28 } as const;

/** Highest port of a row, as an offset from its base. */
export const lastPortOffset = 30;

/** The layout of a network in a folder, with ports from a base. Orderers go round the organisations. */
export function layoutOf(
  folder: string,
  portBase: number,
  ordering: Ordering,
  organisations: readonly Organisation[],
): Layout {
  const ordererCount = { 'raft-1': 1, 'raft-3': 3, 'bft-4': 4 }[ordering];
  const peers = organisations.map(
    (organisation, index): Peer => ({
      name: `peer.${organisation.name}`,
      organisation,
      folder: join(folder, 'peers', organisation.name),
      port: portBase + offsets.peer + index,
      operationsPort: portBase + offsets.operations + index,
      chaincodePort: portBase + offsets.chaincode + index,
      chaincodeListenPort: portBase + offsets.chaincodeListen + index,
    }),
  );
  const orderers = Array.from({ length: ordererCount }, (_, index): Orderer => {
    const organisation = organisations[index % organisations.length]!;
    return {
      name: `orderer${index}.${organisation.name}`,
      organisation,
      folder: join(folder, 'orderers', `orderer${index}`),
      port: portBase + offsets.orderer + index,
      adminPort: portBase + offsets.ordererAdmin + index,
      operationsPort: portBase + offsets.operations + organisations.length + index,
    };
  });
  return { folder, portBase, ordering, organisations, orderers, peers };
}

/** Name of the chaincode process beside a peer. */
export const chaincodeProcess = ({ organisation }: Peer): string => `chaincode.${organisation.name}`;

/** Ports that each process of a network listens on, by the process's name. */
export function portsOf(layout: Layout): { name: string; port: number }[] {
  return [
    ...layout.orderers.flatMap(({ name, port, adminPort, operationsPort }) =>
      [port, adminPort, operationsPort].map((each) => ({ name, port: each })),
    ),
    ...layout.peers.flatMap((peer) => [
      ...[peer.port, peer.operationsPort, peer.chaincodeListenPort].map((port) => ({ name: peer.name, port })),
      { name: chaincodeProcess(peer), port: peer.chaincodePort },
    ]),
  ];
}
