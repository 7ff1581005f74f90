import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { createServer as createRawServer, type Server as RawServer } from 'node:net';
import { after, test } from 'node:test';
import { openConnection, readHead } from './connection.ts';

const servers: (Server | RawServer)[] = [];
after(() => {
  for (const server of servers) server.close();
});

async function listening<S extends Server | RawServer>(server: S): Promise<string> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/graphql`;
}

test('requests go one after another over one connection, and answers come back whole', async () => {
  const sockets = new Set<unknown>();
  const url = await listening(
    createServer((request, response) => {
      sockets.add(request.socket);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = `${request.method} ${request.url} ${request.headers['content-type']} ${Buffer.concat(chunks).toString()}`;
        response
          .writeHead(body.includes('refuse') ? 429 : 200, { 'content-length': Buffer.byteLength(body) })
          .end(body);
      });
    }),
  );
  const connection = openConnection(url);
  await Promise.all([connection.open(), connection.open()]);
  await connection.open();
  const long = 'ä'.repeat(200_000);
  for (const [body, status] of [
    ['{}', 200],
    ['refuse', 429],
    [long, 200],
  ] as const) {
    assert.deepEqual(await connection.post(body), { status, body: `POST /graphql application/json ${body}` });
  }
  assert.equal(sockets.size, 1);
  const busy = connection.post('{}');
  await assert.rejects(connection.post('{}'), /One request at a time/);
  await busy;
  connection.close();
});

test('a connection that ends without an answer is a failure, and the next request has a new one', async () => {
  let count = 0;
  const url = await listening(
    createRawServer((socket) => {
      count += 1;
      const first = count === 1;
      socket.on('error', () => undefined);
      socket.on('data', () =>
        first ? socket.destroy() : socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
      );
    }),
  );
  const connection = openConnection(url);
  await assert.rejects(connection.post('{}'), /closed|ECONNRESET/);
  assert.deepEqual(await connection.post('{}'), { status: 200, body: 'ok' });
  connection.close();
});

test('an answer that is not understood, or more than was asked for, is a failure', async () => {
  for (const answer of [
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'SSH-2.0-x\r\n\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok!',
  ]) {
    const url = await listening(
      createRawServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', () => socket.write(answer));
      }),
    );
    await assert.rejects(openConnection(url).post('{}'), /cannot|can be read|More was answered/);
  }
  assert.deepEqual(readHead('HTTP/1.1 503 X\r\nA: b\r\nContent-Length: 12'), { status: 503, length: 12 });
});
