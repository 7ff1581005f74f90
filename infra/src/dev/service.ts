import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One process. */
type ProcessDefinition = {
  readonly name: string;
  /** Program and arguments for this runtime. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};

/** One process of the stack that speaks HTTP. */
export type ServiceDefinition = ProcessDefinition & {
  /** URL that answers 200 once the service can do its work. */
  readonly readyUrl: string;
};

/** One process that says otherwise whether it can do its work. */
export type OtherDefinition = ProcessDefinition & { readonly isReady: () => Promise<boolean> };

/** Something that the operator should read. */
export type ServiceEvent = {
  readonly service: string;
  readonly event: 'ready' | 'died' | 'restarted' | 'stopped';
  readonly detail?: string;
};

/** Longest pause between two restarts of a service that keeps dying, milliseconds. */
const longestPause = 15_000;

/** How long to wait before something is started again that has died so often before, milliseconds. */
export const pauseAfter = (failures: number): number => Math.min(250 * 2 ** failures, longestPause);

/**
 * A supervised process: its output goes to a log file, it is restarted when it dies (with growing pauses), and it ends
 * with its parent because its standard input is a pipe from here.
 */
export class Service<Definition extends ServiceDefinition | OtherDefinition = ServiceDefinition> {
  readonly definition: Definition;
  readonly #logFolder: string;
  readonly #report: (event: ServiceEvent) => void;
  #child: ChildProcess | undefined;
  #stopping = false;
  /** It has been ready once: from then on it is revived when it dies. */
  #wasReady = false;
  #failures = 0;

  constructor(definition: Definition, logFolder: string, report: (event: ServiceEvent) => void) {
    this.definition = definition;
    this.#logFolder = logFolder;
    this.#report = report;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts the process and resolves once it is ready. Rejects with the end of its log when it ends before that, since
   * starting it again would end the same way, and with the place of its log after `timeout` ms.
   */
  async start(timeout = 60_000): Promise<void> {
    const child = this.#spawn();
    const ended = new Promise<never>((_, reject) => {
      child.once('close', (code, signal) => {
        const { name } = this.definition;
        reject(
          new Error(`${name} ended at its start (${signal ?? `exit status ${code}`}):\n${lastLines(this.logFile)}`),
        );
      });
    });
    await Promise.race([this.ready(timeout), ended]);
    this.#wasReady = true;
    this.#report({ service: this.definition.name, event: 'ready' });
  }

  /** Resolves once the service answers that it is ready. */
  async ready(timeout: number): Promise<void> {
    const deadline = Date.now() + timeout;
    while (Date.now() < deadline) {
      if (this.#stopping) throw new Error(`${this.definition.name} was stopped before it was ready.`);
      if (await isReady(this.definition)) return;
      await sleep(100);
    }
    throw new Error(`${this.definition.name} was not ready after ${timeout / 1000} s; its log: ${this.logFile}`);
  }

  get logFile(): string {
    return join(this.#logFolder, `${this.definition.name}.log`);
  }

  /** Writes a line to the process's standard input. */
  tell(line: string): void {
    this.#child?.stdin?.write(`${line}\n`);
  }

  /** Asks the process to end, and ends it after 8 s. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
    await ended;
    clearTimeout(timer);
    this.#report({ service: this.definition.name, event: 'stopped' });
  }

  #spawn(): ChildProcess {
    mkdirSync(this.#logFolder, { recursive: true, mode: 0o700 });
    const log = createWriteStream(this.logFile, { flags: 'a', mode: 0o600 });
    const { args, cwd, env } = this.definition;
    const child = spawn(process.execPath, args, {
      cwd,
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
      // A process that does not read its standard input learns from the channel that its parent has gone.
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      // A process group of its own: Ctrl-C reaches the supervisor alone, which then stops things in order.
      detached: process.platform !== 'win32',
    });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.stdin?.on('error', () => {}); // the process may be gone; its exit is handled below
    child.once('exit', (code, signal) => {
      log.end();
      if (!this.#stopping && this.#wasReady) void this.#revive(signal ?? `exit status ${code}`);
    });
    this.#child = child;
    return child;
  }

  async #revive(cause: string): Promise<void> {
    const pause = pauseAfter(this.#failures);
    this.#failures += 1;
    this.#report({
      service: this.definition.name,
      event: 'died',
      detail: `${cause}; starting again, log: ${this.logFile}`,
    });
    await sleep(pause);
    if (this.#stopping) return;
    this.#spawn();
    try {
      await this.ready(60_000);
      this.#failures = 0;
      this.#report({ service: this.definition.name, event: 'restarted' });
    } catch {
      // It died again (which starts its own revival) or stays unready: status shows it.
    }
  }
}

/** The last lines of a log: what a process said before it ended. */
function lastLines(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : '';
  return text.split('\n').slice(-3).join('\n');
}

function isReady(definition: ServiceDefinition | OtherDefinition): Promise<boolean> {
  return 'readyUrl' in definition ? answers(definition.readyUrl) : definition.isReady();
}

/** Whether a URL answers 200 within two seconds. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
