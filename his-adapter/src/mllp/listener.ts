/** The MLLP listener: sockets on the outside, {@link createFrameReader} and the door of the adapter inside. */
import { createServer, type Server, type Socket } from 'node:net';
import { answerStoreFailure, takeFragment, takeFrame } from '../intake/take.ts';
import { errorName, type Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { createFrameReader, type FrameEvent, frame } from './frames.ts';

/** What the listener needs. */
export interface MllpSettings {
  host: string;
  /** 0 for any free port. */
  port: number;
  /** Largest message in bytes; more is answered AR. */
  maxBytes: number;
  /** Connections at a time; more are closed at once. */
  maxConnections: number;
  /** Milliseconds after which a begun frame that does not go on counts as cut. */
  frameTimeout: number;
}

/** Settings that suit a hospital. */
export const defaultMllpSettings: MllpSettings = {
  host: '127.0.0.1',
  port: 0,
  maxBytes: 1024 * 1024,
  maxConnections: 64,
  frameTimeout: 30_000,
};

/** A running listener. */
export interface MllpListener {
  port: number;
  /** Stops taking connections, ends those that are open, and resolves when all are gone. */
  close(): Promise<void>;
}

/** What the listener works on. */
export interface MllpContext {
  store: Store;
  log: Log;
  now(): number;
  /** Called after messages were stored and answered. */
  onStored(ids: number[]): void;
}

/** Starts listening. */
export async function listenMllp(settings: MllpSettings, context: MllpContext): Promise<MllpListener> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, settings, context);
  });
  server.maxConnections = settings.maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the MLLP listener has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serve(socket: Socket, settings: MllpSettings, context: MllpContext): void {
  const reader = createFrameReader({ maxBytes: settings.maxBytes, headBytes: 4096 });
  let patience: NodeJS.Timeout | undefined;
  const handle = (events: FrameEvent[]): void => {
    for (const event of events) answer(socket, event, settings, context);
  };
  const wait = (): void => {
    clearTimeout(patience);
    if (reader.inFrame()) patience = setTimeout(() => handle(reader.end()), settings.frameTimeout);
  };
  socket.setKeepAlive(true, 30_000);
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    handle(reader.feed(chunk));
    wait();
  });
  socket.on('close', () => {
    clearTimeout(patience);
    handle(reader.end());
  });
  // A reset connection is the sender's to repeat: whatever was stored is answered when it does.
  socket.on('error', (error) => context.log('warn', 'mllp-connection', { code: errorName(error) }));
}

function answer(socket: Socket, event: FrameEvent, settings: MllpSettings, context: MllpContext): void {
  if (event.kind === 'garbage') {
    context.log('warn', 'mllp-garbage', { count: event.length });
    return;
  }
  const { answers, waiting } = take(event, settings, context);
  const encoder = new TextEncoder();
  if (socket.writable) for (const text of answers) socket.write(frame(encoder.encode(text)));
  if (waiting.length > 0) context.onStored(waiting);
}

function take(
  event: Exclude<FrameEvent, { kind: 'garbage' }>,
  settings: MllpSettings,
  { store, log, now }: MllpContext,
): { answers: string[]; waiting: number[] } {
  const bytes = event.kind === 'oversize' ? event.head : event.bytes;
  try {
    if (event.kind === 'frame') return takeFrame(store, bytes, now());
    log('warn', 'mllp-fragment', { code: event.kind, count: bytes.length });
    if (event.kind === 'cut') {
      const reason = 'The frame ended before its end block: the message was cut. Send it again as a whole.';
      return takeFragment(store, bytes, { code: 'FRAME_CUT', reason }, now());
    }
    const reason = `The message has ${event.length} bytes; ${settings.maxBytes} are taken at most.`;
    return takeFragment(store, bytes, { code: 'FRAME_TOO_LARGE', reason }, now());
  } catch (error) {
    log('error', 'mllp-store', { code: errorName(error) });
    return { answers: answerStoreFailure(bytes, now()), waiting: [] };
  }
}
