import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { NetworkTarget } from '@tallystick/ledger';

/** Stands before an organisation's peer with that peer's own certificate: hears everything, and can be cut. */
export type Tap = {
  readonly endpoint: string;
  /** Everything that went to the peer and came back, decrypted. */
  heard(): Buffer;
  /** The peer hears everything from now on, and nothing that it answers comes through. */
  mute(): void;
  /** The peer can no longer be reached. */
  cut(): Promise<void>;
};

/** Opens a tap before the peer of an organisation of an embedded network. */
export async function openTap(target: NetworkTarget, mspId: string): Promise<Tap> {
  const organisation = target.organisations.find((candidate) => candidate.mspId === mspId);
  if (organisation === undefined) throw new Error(`${mspId} is not in the target`);
  const folder = dirname(organisation.tlsRoot);
  const [host, port] = organisation.endpoint.split(':') as [string, string];
  const ca = readFileSync(organisation.tlsRoot);
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  let muted = false;

  function bridge(client: TLSSocket): void {
    const peer = connect({ host, port: Number(port), ca, servername: 'localhost', ALPNProtocols: ['h2'] });
    for (const [from, to] of [
      [client, peer],
      [peer, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (!(muted && from === peer)) to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }

  const pair = { cert: readFileSync(join(folder, 'tls.pem')), key: readFileSync(join(folder, 'tls.key')) };
  const server = createServer({ ...pair, ALPNProtocols: ['h2'] }, bridge);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    endpoint: `127.0.0.1:${(server.address() as { port: number }).port}`,
    heard: () => Buffer.concat(chunks),
    mute: () => {
      muted = true;
    },
    cut: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Taps before all peers, and a target that leads through them; all are cut at the end of the test. */
export async function tapped(
  context: TestContext,
  target: NetworkTarget,
): Promise<{ target: NetworkTarget; taps: Record<string, Tap> }> {
  const taps: Record<string, Tap> = {};
  for (const { mspId } of target.organisations) taps[mspId] = await openTap(target, mspId);
  context.after(() => Promise.all(Object.values(taps).map((tap) => tap.cut())));
  const organisations = target.organisations.map((each) => ({ ...each, endpoint: taps[each.mspId]!.endpoint }));
  return { target: { ...target, organisations }, taps };
}
