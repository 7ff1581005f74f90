import { fstatSync } from 'node:fs';
import { ConfigurationError } from './config.ts';
import type { RunningService } from './service.ts';

/**
 * Runs a service until SIGTERM, SIGINT or the end of its parent (which shows as the end of standard input), then stops it in order.
 * SIGHUP makes it look for renewed certificates at once.
 * A configuration that is not usable is said in words; exit status 2 for it, 1 for any other failure to start.
 */
export async function runService(start: () => Promise<RunningService>): Promise<void> {
  let service: RunningService;
  try {
    service = await start();
  } catch (error) {
    const known = error instanceof ConfigurationError;
    process.stderr.write(`${known ? error.message : (error as Error).stack}\n`);
    process.exit(known ? 2 : 1);
  }
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    // What hangs must not keep a stopped service alive.
    setTimeout(() => process.exit(1), 10_000).unref();
    service.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGHUP', () => service.renewCertificates());
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  // Only a pipe (on POSIX a socket) comes from a parent; a terminal or /dev/null says nothing about one.
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) process.stdin.on('end', stop).on('close', stop).resume();
}
