import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/** Where things listen, as offsets from the port base. */
export const portOffsets = {
  phone: 0,
  his: 1,
  api: 2,
  adapter: 3,
  mllp: 4,
  auditor: 5,
  issuer: 6,
  health: 7,
  authority: 8,
  auditorPeer: 9,
  chaincode: 10,
} as const;
export type PortName = keyof typeof portOffsets;
export type Ports = Record<PortName, number>;

/** The ports that belong to the ledger: on Fabric they are its own processes', which may run already. */
export const ledgerPorts: readonly PortName[] = ['health', 'authority', 'auditorPeer', 'chaincode'];

/** Highest offset that is used. */
const lastOffset = Math.max(...Object.values(portOffsets));

/** The row of ports from a base; throws a sentence when the row does not fit. */
export function portsFrom(base: number): Ports {
  if (!Number.isInteger(base) || base < 1024 || base + lastOffset > 65_535) {
    throw new Error(`--port-base takes a whole number from 1024 to ${65_535 - lastOffset}.`);
  }
  return Object.fromEntries(Object.entries(portOffsets).map(([name, offset]) => [name, base + offset])) as Ports;
}

/** Whether nothing listens on a loopback port: tried by listening on it. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether something takes connections at a loopback port. */
export function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (open: boolean): void => {
      socket.destroy();
      done(open);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}

/** Ports of a row that something else uses; `ignored` are not looked at. */
export async function busyPorts(
  ports: Ports,
  ignored: readonly PortName[] = [],
): Promise<{ name: PortName; port: number; by: string }[]> {
  const busy: { name: PortName; port: number; by: string }[] = [];
  for (const [name, port] of Object.entries(ports) as [PortName, number][]) {
    if (!ignored.includes(name) && !(await isFree(port))) busy.push({ name, port, by: listenerOf(port) });
  }
  return busy;
}

/** The process that listens on a port, in words: `node (process 1234)`, as far as this user may see it. */
export function listenerOf(port: number): string {
  try {
    const found = process.platform === 'linux' ? linuxListener(port) : lsofListener(port);
    return found ?? 'a process that this user may not see';
  } catch {
    return 'an unknown process';
  }
}

function linuxListener(port: number): string | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'latin1').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(`:${hexPort}`) && fields[3] === '0A' && fields[9]) inodes.add(`socket:[${fields[9]}]`);
    }
  }
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (holdsOneOf(pid, inodes)) return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
  }
  return undefined;
}

function holdsOneOf(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return inodes.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false; // closed in the meantime
      }
    });
  } catch {
    return false; // another user's process, or gone
  }
}

function lsofListener(port: number): string | undefined {
  const lines = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' }).split(
    '\n',
  );
  const pid = lines.find((line) => line.startsWith('p'))?.slice(1);
  const command = lines.find((line) => line.startsWith('c'))?.slice(1);
  return pid === undefined ? undefined : `${command ?? 'a process'} (process ${pid})`;
}
