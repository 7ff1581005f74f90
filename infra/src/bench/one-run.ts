import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureExportKey } from '@tallystick/graphql';
import { organisations } from '@tallystick/protocol';
import { mutations } from '../api/requests.ts';
import { answers } from '../dev/service.ts';
import { until } from '../fabric/processes.ts';
import { bootstrapPolicies, readTarget } from '../network/index.ts';
import { type Helper, startHelper } from './helper.ts';
import type { Job, Outcome } from './load.ts';
import { type MeasuredNetwork, type Stops, startMeasured } from './measured-network.ts';
import type { BenchOptions } from './options.ts';
import { publicationFigures } from './publications.ts';
import { rebuildFigures } from './rebuild.ts';
import type { Figures } from './statistics.ts';
import { cpuDuring, memoryOf, type Pids } from './usage.ts';

type Server = Helper<{ port: number }>;

/** Replicas of a server, each a process of its own. */
type Replicas = { readonly urls: readonly string[]; readonly pids: Pids; stop(): Promise<void> };

const apiName = 'api';

const bareMutation = 'mutation ($root: String!) { commitEncounters(root: $root) { root } }';
const address = ({ first }: Server): string => `http://127.0.0.1:${first.port}`;

/** One after another; what each is called beside the others: `api`, `api 2`, … */
async function startSeveral(count: number, stops: Stops, start: (i: number) => Promise<Server>): Promise<Replicas> {
  const servers: Server[] = [];
  for (let i = 0; i < count; i++) {
    const server = await start(i);
    stops.push(server.stop);
    servers.push(server);
  }
  return {
    urls: servers.map(address),
    pids: Object.fromEntries(servers.map(({ pid }, i) => [i === 0 ? apiName : `${apiName} ${i + 1}`, pid])),
    stop: async () => {
      for (const { stop } of servers) await stop();
    },
  };
}

/** A part of a run: what came of it, and processor milliseconds of each process for one commitment. */
type Part = Outcome & { readonly cpu: Record<string, number> };

async function part(load: Helper<unknown>, pids: Pids, job: Job): Promise<Part> {
  const { result, cpu } = await cpuDuring({ ...pids, load: load.pid }, () => load.ask<Job, Outcome>(job));
  if (result.acknowledged === 0) {
    throw new Error(`Nothing was acknowledged: ${result.failure ?? 'no request came to its end'}`);
  }
  const each = Object.entries(cpu).map(([name, seconds]) => [name, (seconds * 1000) / result.acknowledged] as const);
  return { ...result, cpu: Object.fromEntries(each) };
}

/** The API with its ordinary settings, but for the limits: one client address sends everything here. */
async function startApi(
  kind: BenchOptions['network'],
  network: MeasuredNetwork,
  dataDir: string,
  folder: string,
): Promise<Server> {
  mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  const exportKeyFile = join(dataDir, 'keys', 'export-key.json');
  await bootstrapPolicies(readTarget(network.targetFile), { exportKey: ensureExportKey(exportKeyFile) });
  const api: Server = await startHelper('api', {
    PORT: '0',
    DATA_DIR: join(dataDir, folder),
    LEDGER_TARGET: network.targetFile,
    LEDGER_ORGANISATION: organisations.authority,
    LEDGER_USER: 'api',
    EXPORT_KEY_FILE: exportKeyFile,
    EMBEDDED: kind === 'embedded' ? '1' : '0',
    CLIENT_BURST: '1000000',
    CLIENT_PER_SECOND: '1000000',
    COMMITMENTS_PER_MINUTE: '10000000',
    LOG_LEVEL: 'error',
  });
  await until('readiness of the API', 60, () => answers(`${address(api)}/readyz`));
  return api;
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** Processor time of API, ledger (everything else) and load generator. */
function cpuFigures(label: string, { cpu }: Part): Figures {
  const { load, ...others } = cpu;
  if (load === undefined) return {};
  const kinds = Map.groupBy(Object.entries(others), ([name]) => (name.startsWith(apiName) ? 'API' : 'ledger'));
  const used = (['API', 'ledger'] as const).flatMap((kind) => {
    const processes = kinds.get(kind);
    return processes === undefined ? [] : [[kind, sum(processes.map(([, each]) => each))] as const];
  });
  return Object.fromEntries(
    [...used, ['load generator', load] as const].map(([who, each]) => [
      `${label}: CPU of the ${who}, ms per commitment`,
      each,
    ]),
  );
}

function partFigures(label: string, outcome: Part): Figures {
  return {
    [`${label}: commitments per second`]: outcome.acknowledged / outcome.elapsedSeconds,
    [`${label}: acknowledgement p50, ms`]: outcome.p50,
    [`${label}: acknowledgement p99, ms`]: outcome.p99,
    [`${label}: failed`]: outcome.failed,
  };
}

/** One run on a network of its own in an empty folder. What it started is in `stops` until it has ended it. */
export async function oneRun(options: BenchOptions, dataDir: string, stops: Stops): Promise<Figures> {
  const { clients, seconds, replicas } = options;
  const network = await startMeasured(options.network, dataDir, stops);
  const load = await startHelper('load');
  stops.push(load.stop);
  const api = await startSeveral(replicas, stops, (i) => startApi(options.network, network, dataDir, `api-${i + 1}`));

  const pids = { ...api.pids, ...network.pids() };
  const throughApi = { urls: api.urls, mutation: mutations.commit };
  const warmUp = Math.min(seconds, 5);
  await part(load, pids, { clients, seconds: warmUp, to: throughApi });
  const rest = await part(load, pids, { clients: 1, seconds, to: throughApi });
  const batched = await part(load, pids, { clients, seconds, to: throughApi });
  const memory = memoryOf({ ...pids, load: load.pid });
  const publications = await publicationFigures(api.urls[0]!, network.targetFile, 100 * seconds);
  // Nobody indexes the blocks of the baseline: all of the machine is its own.
  await api.stop();

  const toLedger = { targetFile: network.targetFile };
  // Fewer clients: each waits for its last transaction, which takes long when there are many.
  await part(load, network.pids(), { clients: Math.min(clients, 100), seconds: warmUp, to: toLedger });
  const single = await part(load, network.pids(), { clients, seconds, to: toLedger });
  const rebuilt = await rebuildFigures(async () => {
    const again = await startApi(options.network, network, dataDir, 'rebuilt');
    stops.push(again.stop);
    return { url: address(again), stop: again.stop };
  }, network.targetFile);
  await network.stop();

  const bareApi = await startSeveral(replicas, stops, () => startHelper('bare-api'));
  const toBare = { urls: bareApi.urls, mutation: bareMutation };
  await part(load, bareApi.pids, { clients, seconds: warmUp, to: toBare });
  const bare = await part(load, bareApi.pids, { clients, seconds, to: toBare });
  await bareApi.stop();
  await load.stop();

  const rate = ({ acknowledged, elapsedSeconds }: Outcome): number => acknowledged / elapsedSeconds;
  return {
    'start to ready of the network, s': network.startSeconds,
    'at rest: acknowledgement p50, ms': rest.p50,
    'at rest: acknowledgement p99, ms': rest.p99,
    'at rest: failed': rest.failed,
    ...partFigures('API', batched),
    'API: commitments in a transaction': batched.acknowledged / batched.transactions,
    ...cpuFigures('API', batched),
    ...publications,
    ...partFigures('one each', single),
    ...cpuFigures('one each', single),
    ...partFigures('nothing behind', bare),
    ...cpuFigures('nothing behind', bare),
    ...rebuilt,
    'ratio API to one each': rate(batched) / rate(single),
    'ratio API to nothing behind': rate(batched) / rate(bare),
    ...Object.fromEntries(Object.entries(memory).map(([name, megabytes]) => [`memory of ${name}, MB`, megabytes])),
  };
}
