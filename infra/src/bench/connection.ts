import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * One HTTP/1.1 connection that stays open, for one request at a time: written bytes out, a body with a `content-length` back. Node's own
 * client takes more processor time for a request than the server under measurement has for it, on the same cores.
 */
export type Connection = {
  /** Resolves once it is open; otherwise the first request opens it, and any after a failure opens it again. */
  open(): Promise<void>;
  /** Sends a JSON body and resolves with status and body of the answer. Rejects when the connection fails or the answer is none. */
  post(body: string): Promise<{ readonly status: number; readonly body: string }>;
  close(): void;
};

type Waiting = PromiseWithResolvers<{ status: number; body: string }>;

/** Status and length that a head announces. @throws Error for what this small reader does not know. */
export function readHead(head: string): { readonly status: number; readonly length: number } {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
  const length = /\r\ncontent-length: *(\d+)(?:\r\n|$)/i.exec(head)?.[1];
  if (status === undefined || length === undefined)
    throw new Error(`No answer that can be read: ${head.slice(0, 100)}`);
  return { status: Number(status), length: Number(length) };
}

const endOfHead = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);

/**
 * What every connection reads into: it is emptied before the next one reads. With chunks of their own, and Node's streams to carry them, a
 * quarter of a request's time goes into the collection of garbage.
 */
const sharedBuffer = Buffer.allocUnsafe(65_536);

/** A connection to the host of a URL. */
export function openConnection(url: string): Connection {
  const { hostname, port, host, pathname } = new URL(url);
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: `;
  let socket: Socket | undefined;
  let received: Buffer = nothing;
  let waiting: Waiting | undefined;

  const fail = (error: Error): void => {
    socket?.destroy();
    socket = undefined;
    received = nothing;
    waiting?.reject(error);
    waiting = undefined;
  };

  /** Takes what has come so far; false when the answer is not whole yet. */
  const take = (come: Buffer): boolean => {
    const end = come.indexOf(endOfHead);
    if (end < 0) return false;
    const { status, length } = readHead(come.toString('latin1', 0, end));
    const start = end + endOfHead.length;
    if (come.length < start + length) return false;
    if (waiting === undefined || come.length > start + length) throw new Error('More was answered than was asked.');
    const body = come.toString('utf8', start, start + length);
    const { resolve } = waiting;
    waiting = undefined;
    resolve({ status, body });
    return true;
  };

  const read = (count: number): boolean => {
    try {
      const chunk = sharedBuffer.subarray(0, count);
      const come = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      received = take(come) ? nothing : Buffer.from(come);
    } catch (error) {
      fail(error as Error);
    }
    return true;
  };

  const opened = (): Socket => {
    const onread = { buffer: sharedBuffer, callback: read };
    const fresh = connect({ host: hostname, port: Number(port), noDelay: true, onread });
    fresh.on('error', fail);
    fresh.on('close', () => {
      if (socket === fresh) fail(new Error('The connection was closed.'));
    });
    return fresh;
  };

  return {
    open: async () => {
      socket ??= opened();
      if (socket.connecting) await once(socket, 'connect');
    },
    post: (body) => {
      if (waiting !== undefined) return Promise.reject(new Error('One request at a time.'));
      waiting = Promise.withResolvers();
      const { promise } = waiting;
      socket ??= opened();
      socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return promise;
    },
    close: () => socket?.destroy(),
  };
}
