import { join } from 'node:path';
import { exportKeyFile } from '../dev/ledger.ts';
import { repositoryRoot } from '../dev/options.ts';
import type { Ports } from '../dev/ports.ts';
import { Service, type ServiceDefinition } from '../dev/service.ts';
import { startIssuer } from '../issuer/issuer.ts';

/** The services whose mutations are counted, each a process that is started again when it dies. */
export type ServiceName = 'api' | 'his-adapter' | 'auditor';

/** Running services. */
export type FaultServices = {
  readonly apiUrl: string;
  readonly adapterUrl: string;
  readonly auditorUrl: string;
  readonly mllpPort: number;
  /** SIGKILL; the supervisor starts it again on the same data. */
  kill(name: ServiceName): void;
  /** Resolves once it answers that it can do its work. */
  ready(name: ServiceName): Promise<void>;
  /** Ends one in order; it stays away. */
  takeDown(name: ServiceName): Promise<void>;
  /** Starts it again on the same data. */
  bringBack(name: ServiceName): Promise<void>;
  stop(): Promise<void>;
};

/** What they are started with. */
export type ServiceOptions = {
  readonly dataDir: string;
  readonly ports: Ports;
  readonly targetFile: string;
  readonly embedded: boolean;
  readonly windowSeconds: number;
  readonly withAuditor: boolean;
};

const local = (port: number): string => `http://127.0.0.1:${port}`;

function definitions({ dataDir, ports, targetFile, embedded, windowSeconds }: ServiceOptions): ServiceDefinition[] {
  const define = (
    name: ServiceName,
    program: string,
    port: number,
    env: Record<string, string>,
  ): ServiceDefinition => ({
    name,
    args: [join(repositoryRoot, program)],
    cwd: repositoryRoot,
    env: {
      PORT: String(port),
      DATA_DIR: join(dataDir, name),
      LEDGER_TARGET: targetFile,
      EMBEDDED: embedded ? '1' : '0',
      ...env,
    },
    readyUrl: `${local(port)}/readyz`,
  });
  return [
    define('api', 'graphql/src/main.ts', ports.api, {
      LEDGER_ORGANISATION: 'AuthorityMSP',
      LEDGER_USER: 'api',
      EXPORT_KEY_FILE: exportKeyFile(dataDir),
      WINDOW_SECONDS: String(windowSeconds),
      // One address sends for everybody here.
      CLIENT_BURST: '100000',
      CLIENT_PER_SECOND: '100000',
    }),
    define('his-adapter', 'his-adapter/src/main.ts', ports.adapter, {
      MLLP_PORT: String(ports.mllp),
      ISSUER_URL: local(ports.issuer),
      HIS_ORIGIN: local(ports.adapter),
    }),
    define('auditor', 'graphql/src/auditor/main.ts', ports.auditor, {
      LEDGER_ORGANISATION: 'AuditorMSP',
      LEDGER_USER: 'auditor',
      WINDOW_SECONDS: String(windowSeconds),
      WITNESS_KEY_FILE: join(dataDir, 'auditor-keys', 'witness-key.json'),
      API_URL: local(ports.api),
    }),
  ];
}

/** Starts the services; resolves when all are ready. */
export async function startServices(options: ServiceOptions): Promise<FaultServices> {
  const { ports, dataDir } = options;
  const issuer = await startIssuer(ports.issuer, local(ports.adapter));
  const started = new Map<string, Service>();
  const named = (name: ServiceName): Service => started.get(name)!;
  const start = async (definition: ServiceDefinition): Promise<void> => {
    const service = new Service(definition, join(dataDir, 'logs'), () => undefined);
    started.set(definition.name, service);
    await service.start();
  };
  const all = definitions(options).filter(({ name }) => name !== 'auditor' || options.withAuditor);
  const stop = async (): Promise<void> => {
    await Promise.all([...started.values()].map((service) => service.stop()));
    await issuer.stop();
  };
  try {
    await Promise.all(all.map(start));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    apiUrl: local(ports.api),
    adapterUrl: local(ports.adapter),
    auditorUrl: local(ports.auditor),
    mllpPort: ports.mllp,
    kill: (name) => void process.kill(named(name).pid!, 'SIGKILL'),
    ready: (name) => named(name).ready(60_000),
    takeDown: (name) => named(name).stop(),
    bringBack: (name) => start(named(name).definition),
    stop,
  };
}
