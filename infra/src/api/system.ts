import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  apiConfig,
  auditorConfig,
  ensureExportKey,
  ensureWitnessKey,
  type RunningService,
  startApi,
  startAuditor,
} from '@tallystick/graphql';
import { type Ledger, openLedger } from '@tallystick/ledger';
import { type ChannelPolicyContent, organisations } from '@tallystick/protocol';
import { bootstrapPolicies, type RunningNetwork, startNetwork } from '../network/index.ts';

/** What a system under test is started with. */
export type SystemOptions = {
  readonly channel?: Partial<ChannelPolicyContent>;
  readonly windowSeconds?: number;
  /** Further environment of the API and the Auditor. */
  readonly api?: Readonly<Record<string, string>>;
  readonly auditor?: Readonly<Record<string, string>>;
};

/** The embedded network with the contract, an API and an Auditor, as tests use them. */
export type TestSystem = {
  readonly dataDir: string;
  readonly network: RunningNetwork;
  readonly api: TestService;
  readonly auditor: TestService;
  /** Auditor's public key, hex. */
  readonly witnessKey: string;
  /** Export key file, which further replicas may share. */
  readonly exportKeyFile: string;
  /** The hospital's own client. */
  readonly hospital: Ledger;
  /** Starts one more API; `name` is its data folder. */
  startReplica(name: string, environment?: Readonly<Record<string, string>>): Promise<TestService>;
  /** Starts one more Auditor with the same key; `name` is its data folder. */
  startAuditor(name: string, environment?: Readonly<Record<string, string>>): Promise<TestService>;
  stop(): Promise<void>;
};

/** A running service and its address. */
export type TestService = RunningService & { readonly url: string };

const at = (service: RunningService): TestService => ({ ...service, url: `http://127.0.0.1:${service.port}` });

/** Resolves with the first value that is not undefined; fails when that takes longer than `seconds`. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not come about within ${seconds} s`);
    await sleep(50);
  }
}

async function ready(service: TestService): Promise<TestService> {
  await eventually(`readiness of ${service.url}`, async () =>
    (await fetch(`${service.url}/readyz`)).status === 200 ? true : undefined,
  );
  return service;
}

/** Starts everything with policies in force, ready for use. Everything is removed by `stop`. */
export async function startSystem(options: SystemOptions = {}): Promise<TestSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-api-'));
  const network = await startNetwork({ dataDir });
  const stops: (() => Promise<void>)[] = [network.stop];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse().splice(0)) await end();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const exportKeyFile = join(dataDir, 'keys', 'export-key.json');
    const witnessKeyFile = join(dataDir, 'keys', 'witness-key.json');
    const witnessKey = ensureWitnessKey(witnessKeyFile);
    await bootstrapPolicies(network.target, {
      exportKey: ensureExportKey(exportKeyFile),
      ...(options.channel === undefined ? {} : { channel: options.channel }),
    });
    const common = {
      PORT: '0',
      LEDGER_TARGET: network.targetFile,
      WINDOW_SECONDS: String(options.windowSeconds ?? 2),
      EMBEDDED: '1',
      LOG_LEVEL: 'error',
    };
    const startReplica: TestSystem['startReplica'] = async (name, environment = {}) => {
      const replica = await startApi(
        apiConfig({
          ...common,
          DATA_DIR: join(dataDir, name),
          LEDGER_ORGANISATION: organisations.authority,
          LEDGER_USER: 'api',
          EXPORT_KEY_FILE: exportKeyFile,
          ...options.api,
          ...environment,
        }),
      );
      stops.push(once(replica.stop));
      return ready(at({ ...replica, stop: stops.at(-1)! }));
    };
    const api = await startReplica('api');
    const startOneAuditor: TestSystem['startAuditor'] = async (name, environment = {}) => {
      const auditor = await startAuditor(
        auditorConfig({
          ...common,
          DATA_DIR: join(dataDir, name),
          LEDGER_ORGANISATION: organisations.auditor,
          LEDGER_USER: 'auditor',
          WITNESS_KEY_FILE: witnessKeyFile,
          API_URL: api.url,
          ...options.auditor,
          ...environment,
        }),
      );
      stops.push(once(auditor.stop));
      return ready(at({ ...auditor, stop: stops.at(-1)! }));
    };
    const auditor = await startOneAuditor('auditor');
    const hospital = await openLedger({
      target: network.target,
      organisation: organisations.health,
      user: 'adapter',
    });
    stops.push(() => hospital.close());
    return {
      dataDir,
      network,
      api,
      auditor,
      witnessKey,
      exportKeyFile,
      hospital,
      startReplica,
      startAuditor: startOneAuditor,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A service that a test has stopped is not stopped again at the end. */
function once(stop: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= stop();
    return stopped;
  };
}
