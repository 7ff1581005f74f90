/**
 * An adapter in this process with a ledger that only remembers: for tests of what stands before the ledger. The real
 * client on the embedded network is exercised where rooms may meet, beside the development issuer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Committed, Ledger, LedgerBlock, Submission, SubmitOptions } from '@tallystick/ledger';
import { channelName, type TransactionName } from '@tallystick/protocol';
import { type Adapter, type AdapterOptions, startAdapter } from '../adapter.ts';
import { sessionsIn, type User } from '../auth/sessions.ts';
import type { Config } from '../config.ts';
import { defaultPolicy } from '../decision/default-policy.ts';
import { policySchema } from '../decision/policy.ts';
import { logTo } from '../log.ts';
import { openStore, type Store } from '../store/store.ts';

/** A ledger that takes everything, or fails as it is told. */
export type MemoryLedger = Pick<Ledger, 'submit' | 'blocks' | 'evaluate'> & {
  readonly submitted: { name: string; argument: unknown; private: unknown }[];
  /** Thrown by the next submissions while set. */
  failWith: Error | undefined;
};

/** Makes one. */
export function memoryLedger(): MemoryLedger {
  const submitted: MemoryLedger['submitted'] = [];
  return {
    submitted,
    failWith: undefined,
    async submit<N extends TransactionName>(submission: Submission<N>, options?: SubmitOptions): Promise<Committed> {
      if (this.failWith) throw this.failWith;
      await options?.ordering?.();
      submitted.push({ name: submission.name, argument: submission.argument, private: submission.private });
      return { txId: 'ab'.repeat(32), block: submitted.length, record: undefined };
    },
    evaluate: async () => undefined,
    async *blocks(_from: number, options?: { signal?: AbortSignal }): AsyncIterable<LedgerBlock> {
      await new Promise<void>((resolve) => {
        if (options?.signal?.aborted) resolve();
        options?.signal?.addEventListener('abort', () => resolve());
      });
    },
  };
}

/** People for tests. */
export const people = {
  issuer: { id: 'i', name: 'Issuer', facility: 'general-hospital', roles: ['issuer', 'revoker'] },
  revoker: { id: 'r', name: 'Revoker', facility: 'general-hospital', roles: ['revoker'] },
  auditor: { id: 'a', name: 'Auditor', facility: 'general-hospital', roles: ['auditor'] },
  administrator: { id: 'u', name: 'Administrator', facility: 'general-hospital', roles: ['administrator'] },
  stranger: { id: 's', name: 'Stranger', facility: 'other-hospital', roles: ['issuer', 'revoker', 'auditor'] },
} as const satisfies Record<string, User>;

/** One answer of the API. */
export type Answer = { status: number; body: Record<string, unknown>; headers: Headers };

/** A running test hospital. */
export type TestHospital = {
  adapter: Adapter;
  ledger: MemoryLedger;
  /** A second connection to the adapter's store. */
  store: Store;
  log: string[];
  url: string;
  /** Cookie and token of a session opened for a person. */
  session(user: User): { cookie: string; csrf: string };
  get(path: string, user?: User): Promise<Answer>;
  post(path: string, body: unknown, user?: User, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
};

/** Bearer token of the test hospital's machine. */
export const MACHINE_TOKEN = 'machine-token-of-the-test-hospital-0001';
const HIS_ORIGIN = 'http://127.0.0.1:3001';

/** A configuration on any free ports. */
export function testConfig(dataDir: string, changes: Partial<Config> = {}): Config {
  return {
    dataDir,
    http: { host: '127.0.0.1', port: 0 },
    mllp: { host: '127.0.0.1', port: 0, maxBytes: 64 * 1024 },
    facility: 'general-hospital',
    hisOrigin: HIS_ORIGIN,
    phoneOrigin: 'http://localhost:3000',
    oidc: { issuer: 'http://127.0.0.1:9', clientId: 'his' },
    machineTokens: [MACHINE_TOKEN],
    policy: policySchema.parse(defaultPolicy),
    channel: channelName,
    codeSeconds: 86_400,
    idleSeconds: 900,
    purgeSeconds: 3600,
    embedded: false,
    ...changes,
  };
}

/** Starts one. */
export async function startHospital(
  changes: Partial<Config> = {},
  options: AdapterOptions = {},
): Promise<TestHospital> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-his-'));
  const log: string[] = [];
  const ledger = memoryLedger();
  const config = testConfig(dataDir, changes);
  const adapter = await startAdapter(
    config,
    ledger,
    logTo((line) => log.push(line)),
    options,
  );
  const store = openStore(dataDir);
  const url = `http://127.0.0.1:${adapter.httpPort}`;
  const now = options.now ?? Date.now;
  const sessions = sessionsIn(store.db, store.keys, config.idleSeconds);
  const opened = new Map<string, { cookie: string; csrf: string }>();
  const session = (user: User): { cookie: string; csrf: string } => {
    const known = opened.get(user.id);
    if (known) return known;
    const at = Math.floor(now() / 1000);
    const value = sessions.open(user, 'id-token', at);
    const found = sessions.touch(value, at);
    if (typeof found === 'string') throw new Error('the session did not open');
    const made = { cookie: `his_session=${value}`, csrf: found.csrf };
    opened.set(user.id, made);
    return made;
  };
  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: response.status, body, headers: response.headers };
  };
  return {
    adapter,
    ledger,
    store,
    log,
    url,
    session,
    get: (path, user) => call(path, user ? { headers: { cookie: session(user).cookie } } : {}),
    post(path, body, user, headers = {}) {
      const who = user ? { cookie: session(user).cookie, 'x-csrf-token': session(user).csrf, origin: HIS_ORIGIN } : {};
      const all = { 'content-type': 'application/json', ...who, ...headers };
      return call(path, { method: 'POST', headers: all, body: JSON.stringify(body) });
    },
    async stop() {
      await adapter.stop();
      store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
