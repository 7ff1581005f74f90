import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { chaincodeServerCommand } from './server-command.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answered = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return answered;
}

function start(port: number): ChildProcess {
  const { arguments: given, folder, environment } = chaincodeServerCommand(`127.0.0.1:${port}`, 'tallystick_1.0:test');
  return spawn(process.execPath, given, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

test('the contract runs as chaincode-as-a-service from its TypeScript, and ends with whoever started it', async () => {
  const port = await freePort();
  const child = start(port);
  const exited = once(child, 'exit');
  try {
    const deadline = Date.now() + 30_000;
    while (!(await listens(port))) {
      assert.equal(child.exitCode, null, 'the server ended');
      assert.ok(Date.now() < deadline, 'the server does not listen');
      await pause(50);
    }
    child.disconnect();
    assert.deepEqual(await exited, [0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
