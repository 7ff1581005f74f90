import { fstatSync } from 'node:fs';

/** Whether standard input is a pipe from whoever started this process (and not a terminal or a file). */
function hasParentPipe(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}

/**
 * Calls `stop` once, on SIGTERM or SIGINT, or when the parent has gone (its pipe or its channel closes), and ends the
 * process when it has run.
 */
export function stopWithParent(stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
  if (hasParentPipe()) process.stdin.once('end', end).once('close', end).resume();
}
