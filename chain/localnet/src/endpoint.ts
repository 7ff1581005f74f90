/** One organisation's port: gRPC over TLS on the loopback interface. */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { KeyAndCertificate } from './certificates/issue.ts';
import { MAX_MESSAGE_BYTES } from './chaincode/connection.ts';

/** How long open calls may go on while the endpoint stops, in milliseconds. */
const SHUTDOWN_GRACE = 500;

/** A bound endpoint. */
export type Endpoint = { server: Server; port: number; address: string };

/** Binds an endpoint on the loopback interface; services are added before it is told to anybody. */
export async function bindEndpoint(port: number, tls: KeyAndCertificate): Promise<Endpoint> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  const pair = { cert_chain: Buffer.from(tls.certificate), private_key: Buffer.from(tls.key) };
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createSsl(null, [pair]), (error, actual) =>
      error ? reject(new Error(`cannot listen on 127.0.0.1:${port}: ${error.message}`)) : resolve(actual),
    );
  });
  return { server, port: bound, address: `127.0.0.1:${bound}` };
}

/** Stops an endpoint: open calls get a moment, then they are cut. */
export async function stopEndpoint({ server }: Endpoint): Promise<void> {
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => {
      cutEndpoint({ server });
      resolve();
    }, SHUTDOWN_GRACE);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}

/** Closes an endpoint's port and ends its connections at once, as when its process dies. */
export function cutEndpoint({ server }: Pick<Endpoint, 'server'>): void {
  server.forceShutdown();
}
