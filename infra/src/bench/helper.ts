import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of the measurement that answers messages; `First` is what it says when it is ready. */
export type Helper<First> = {
  readonly pid: number;
  readonly first: First;
  /** Sends a message and resolves with the next one that comes back. Rejects when the process ends instead. */
  ask<Question extends object, Reply>(question: Question): Promise<Reply>;
  stop(): Promise<void>;
};

function nextMessage<T>(child: ChildProcess, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error(`${name} ended while it was needed.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}

/** Starts one of the programs beside this file; it ends when its channel to here does. */
export async function startHelper<First>(
  program: 'load' | 'bare-api' | 'api',
  env: Readonly<Record<string, string>> = {},
): Promise<Helper<First>> {
  // What it prints must not stand between the figures.
  const child = fork(join(import.meta.dirname, `${program}.ts`), [], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const first = await nextMessage<First>(child, program);
  return {
    pid: child.pid!,
    first,
    ask: async (question) => {
      const reply = nextMessage<never>(child, program);
      child.send(question);
      return reply;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
