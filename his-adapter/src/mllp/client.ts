/** Sends messages by MLLP and waits for the answer to each: for the command line, demonstrations and tests. */
import { connect } from 'node:net';
import { decodeText } from '../hl7/charset.ts';
import { createFrameReader, frame } from './frames.ts';

/**
 * Sends messages one after the other over one connection.
 * @returns the first answer to each, in order
 * @throws Error when the connection fails or an answer does not come in time
 */
export async function sendMessages(
  target: { host: string; port: number; timeout?: number },
  messages: readonly (string | Uint8Array)[],
): Promise<string[]> {
  const socket = connect({ host: target.host, port: target.port });
  const reader = createFrameReader({ maxBytes: 1024 * 1024, headBytes: 4096 });
  const arrived: string[] = [];
  let notify: () => void = () => undefined;
  let failure: Error | undefined;
  socket.on('data', (chunk: Buffer) => {
    for (const event of reader.feed(chunk)) if (event.kind === 'frame') arrived.push(decodeText(event.bytes).text);
    notify();
  });
  socket.on('error', (error) => {
    failure = error;
    notify();
  });
  socket.on('close', () => {
    failure ??= new Error('the connection was closed before the answer');
    notify();
  });
  const answer = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer in time')), target.timeout ?? 10_000);
      notify = () => {
        const next = arrived.shift();
        if (next === undefined && !failure) return;
        clearTimeout(timer);
        if (next !== undefined) resolve(next);
        else reject(failure);
      };
      notify();
    });
  try {
    const answers: string[] = [];
    for (const message of messages) {
      socket.write(frame(typeof message === 'string' ? new TextEncoder().encode(message) : message));
      answers.push(await answer());
    }
    return answers;
  } finally {
    socket.destroy();
  }
}
