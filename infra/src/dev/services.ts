import { join } from 'node:path';
import { exportKeyFile } from './ledger.ts';
import { repositoryRoot } from './options.ts';
import type { Ports } from './ports.ts';
import type { ServiceDefinition } from './service.ts';

/** What every service of the stack is told. */
export type StackFacts = {
  readonly ports: Ports;
  readonly dataDir: string;
  readonly windowSeconds: number;
  /** Path of the ledger target file. */
  readonly target: string;
  readonly embedded: boolean;
  readonly builds: { readonly phone: string; readonly his: string; readonly graphiql: string };
  /** File with the bearer token of machines that send FHIR to the adapter. */
  readonly machineTokensFile: string;
  /** Path of the public `network.json`. */
  readonly networkFile: string;
};

const local = (port: number): string => `http://127.0.0.1:${port}`;

function service(
  name: string,
  program: string,
  port: number,
  env: Readonly<Record<string, string | number>>,
): ServiceDefinition {
  return {
    name,
    args: [join(repositoryRoot, program)],
    cwd: repositoryRoot,
    env: { PORT: String(port), ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)])) },
    readyUrl: `${local(port)}/readyz`,
  };
}

/** The API and the Auditor: what the phones' pins are made of. */
export function ledgerServices(facts: StackFacts): ServiceDefinition[] {
  const { ports, dataDir, target, windowSeconds } = facts;
  const common = { LEDGER_TARGET: target, WINDOW_SECONDS: windowSeconds };
  return [
    service('api', 'graphql/src/main.ts', ports.api, {
      ...common,
      DATA_DIR: join(dataDir, 'api'),
      LEDGER_ORGANISATION: 'AuthorityMSP',
      LEDGER_USER: 'api',
      EXPORT_KEY_FILE: exportKeyFile(dataDir),
      WITNESS_URL: local(ports.auditor),
      EMBEDDED: facts.embedded ? 1 : 0,
      TRUSTED_PROXY: '127.0.0.1',
      GRAPHIQL_DIR: facts.builds.graphiql,
    }),
    service('auditor', 'graphql/src/auditor/main.ts', ports.auditor, {
      ...common,
      DATA_DIR: join(dataDir, 'auditor'),
      LEDGER_ORGANISATION: 'AuditorMSP',
      LEDGER_USER: 'auditor',
      WITNESS_KEY_FILE: join(dataDir, 'auditor-keys', 'witness-key.json'),
      API_URL: local(ports.api),
      EMBEDDED: facts.embedded ? 1 : 0,
      TRUSTED_PROXY: '127.0.0.1',
    }),
  ];
}

/** The hospital's services, the issuer, and the two faces. */
export function faceServices(facts: StackFacts): ServiceDefinition[] {
  const { ports, dataDir, target } = facts;
  return [
    service('issuer', 'infra/src/issuer/main.ts', ports.issuer, { HIS_ORIGIN: local(ports.his) }),
    service('his-adapter', 'his-adapter/src/main.ts', ports.adapter, {
      MLLP_PORT: ports.mllp,
      DATA_DIR: join(dataDir, 'his-adapter'),
      LEDGER_TARGET: target,
      LEDGER_ORGANISATION: 'HealthMSP',
      LEDGER_USER: 'adapter',
      ISSUER_URL: local(ports.issuer),
      HIS_ORIGIN: local(ports.his),
      PHONE_ORIGIN: `http://localhost:${ports.phone}`,
      EMBEDDED: facts.embedded ? 1 : 0,
      MACHINE_TOKENS_FILE: facts.machineTokensFile,
    }),
    service('phone-face', 'web/server/src/main.ts', ports.phone, {
      FACE: 'phone',
      STATIC_DIR: facts.builds.phone,
      API_URL: local(ports.api),
      WITNESS_URL: local(ports.auditor),
      NETWORK_FILE: facts.networkFile,
    }),
    service('his-face', 'web/server/src/main.ts', ports.his, {
      FACE: 'his',
      STATIC_DIR: facts.builds.his,
      ADAPTER_URL: local(ports.adapter),
    }),
  ];
}
