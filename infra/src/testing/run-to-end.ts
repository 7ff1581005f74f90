import { execFile } from 'node:child_process';

/** How a program ended and what it printed. */
export type Ended = { readonly status: number; readonly out: string; readonly err: string };

/** Runs a program to its end; a status other than 0 is told and not thrown. */
export function runToEnd(
  program: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string; readonly timeout?: number } = {},
): Promise<Ended> {
  const { timeout = 30_000 } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { ...options, timeout, maxBuffer: 16 << 20 }, (error, out, err) => {
      if (error === null) resolve({ status: 0, out, err });
      else if (typeof error.code === 'number') resolve({ status: error.code, out, err });
      else reject(new Error(`${program} ${args.slice(0, 2).join(' ')}: ${error.message}\n${err}`));
    });
    child.stdin?.end();
  });
}
