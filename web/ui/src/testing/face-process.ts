import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { TestContext } from 'node:test';

const program = resolve(import.meta.dirname, '..', '..', '..', 'server', 'src', 'main.ts');

/**
 * Starts a face server as the process that it is in production, on a free port, and ends it after the test.
 * @param env what the face is told, without `PORT`
 * @returns its port, once it listens
 */
export async function startFaceProcess(t: TestContext, env: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, [program], {
    env: { NODE_ENV: 'production', PATH: process.env.PATH ?? '', ...env, PORT: '0' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  t.after(() => child.kill());
  let said = '';
  return new Promise((fulfil, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const port = /"port":(\d+)/.exec(text)?.[1];
      if (port !== undefined) fulfil(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`The face server ended with ${code}: ${said}`)));
  });
}
