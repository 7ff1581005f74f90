import { connect, createServer, type Socket } from 'node:net';
import type { NetworkTarget } from '@tallystick/ledger';

/** Stands before a peer's port, hands bytes on, and can be cut; TLS passes through it. */
export type Proxy = {
  /** The target, with the peer reached through this. */
  readonly target: NetworkTarget;
  /** Ends the connections; new ones are taken. */
  drop(): void;
  /** Ends the connections and takes no more. */
  close(): Promise<void>;
};

/** Opens a proxy before the peer of an organisation. */
export async function proxyBefore(target: NetworkTarget, mspId: string): Promise<Proxy> {
  const { endpoint } = target.organisations.find((each) => each.mspId === mspId)!;
  const [host, port] = endpoint.split(':') as [string, string];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const peer = connect(Number(port), host);
    for (const [from, to] of [
      [client, peer],
      [peer, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const own = `127.0.0.1:${(server.address() as { port: number }).port}`;
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    target: {
      ...target,
      organisations: target.organisations.map((each) => (each.mspId === mspId ? { ...each, endpoint: own } : each)),
    },
    drop,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      drop();
      await closed;
    },
  };
}
