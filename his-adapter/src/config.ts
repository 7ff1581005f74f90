/** The adapter's configuration: one structure from the environment, checked as a whole, all errors told at once. */
import { readFileSync } from 'node:fs';
import { faultInWords, type LedgerConfig, ledgerConfiguration, ledgerEnvironment } from '@tallystick/ledger';
import { channelName } from '@tallystick/protocol';
import { z } from 'zod';
import { defaultPolicy } from './decision/default-policy.ts';
import { type DecisionPolicy, policySchema } from './decision/policy.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = z.coerce.number().int().min(1);
const origin = z.url().transform((text) => new URL(text).origin);

const environment = z.object({
  /** Directory of the store and its key file. */
  DATA_DIR: z.string().min(1),
  /** Clinician API and FHIR. */
  PORT: port.default(3003),
  HOST: z.string().min(1).default('127.0.0.1'),
  MLLP_PORT: port.default(3004),
  MLLP_HOST: z.string().min(1).default('127.0.0.1'),
  MLLP_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(1024 * 1024),
  /** Certificate attribute of this hospital; accounts of others are refused. */
  FACILITY: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .default('general-hospital'),
  /** Origins of the HIS face and of the phone app. */
  HIS_ORIGIN: origin.default('http://127.0.0.1:3001'),
  PHONE_ORIGIN: origin.default('http://localhost:3000'),
  ISSUER_URL: z.url().default('http://127.0.0.1:3006'),
  OIDC_CLIENT_ID: z.string().min(1).default('his'),
  OIDC_CLIENT_SECRET: z.string().min(8).optional(),
  /** File with one bearer token a line; without it no machine may send FHIR. */
  MACHINE_TOKENS_FILE: z.string().min(1).optional(),
  /** Mapping configuration as JSON; without it the one that comes with the adapter. */
  POLICY_FILE: z.string().min(1).optional(),
  /** The network, and who we are in it. */
  ...ledgerEnvironment,
  LEDGER_ORGANISATION: ledgerEnvironment.LEDGER_ORGANISATION.default('HealthMSP'),
  LEDGER_USER: z.string().min(1).default('adapter'),
  CODE_SECONDS: seconds.max(14 * 86_400).default(86_400),
  IDLE_MINUTES: z.coerce.number().min(1).max(120).default(15),
  PURGE_SECONDS: seconds.default(60),
  /** 1: the ledger is the embedded network, and every page says so. */
  EMBEDDED: z.enum(['0', '1']).default('0'),
});

/** The configuration. */
export interface Config {
  dataDir: string;
  http: { host: string; port: number };
  mllp: { host: string; port: number; maxBytes: number };
  facility: string;
  hisOrigin: string;
  phoneOrigin: string;
  oidc: { issuer: string; clientId: string; clientSecret?: string };
  machineTokens: string[];
  policy: DecisionPolicy;
  channel: string;
  codeSeconds: number;
  idleSeconds: number;
  purgeSeconds: number;
  embedded: boolean;
}

/** The configuration and the ledger that it names. */
export interface ServiceConfig extends Config {
  ledger: LedgerConfig;
}

/** Environment variables by name, each with the schema that knows its default; for the documentation. */
export const environmentShape = environment.shape;

/** Every fault of the configuration at once. */
export class ConfigError extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Reads the configuration, the ledger's files included.
 * @throws ConfigError naming every fault
 */
export function readConfig(
  env: Record<string, string | undefined>,
  readLedger: typeof ledgerConfiguration = ledgerConfiguration,
): ServiceConfig {
  const faults: string[] = [];
  const parsed = environment.safeParse(env);
  for (const issue of parsed.error?.issues ?? []) faults.push(`${issue.path.join('.')}: ${issue.message}`);
  const tokens = readFileAs(env.MACHINE_TOKENS_FILE, 'MACHINE_TOKENS_FILE', faults, parseTokens) ?? [];
  const policy =
    readFileAs(env.POLICY_FILE, 'POLICY_FILE', faults, (text) => policySchema.parse(JSON.parse(text))) ??
    policySchema.parse(defaultPolicy);
  const { LEDGER_ORGANISATION, LEDGER_USER } = environment.shape;
  const ledger = readLedger({
    ...env,
    LEDGER_ORGANISATION: LEDGER_ORGANISATION.safeParse(env.LEDGER_ORGANISATION).data,
    LEDGER_USER: LEDGER_USER.safeParse(env.LEDGER_USER).data,
  });
  faults.push(...ledger.faults.map(faultInWords));
  if (!parsed.success || ledger.config === undefined || faults.length > 0) throw new ConfigError(faults);
  const read = parsed.data;
  return {
    dataDir: read.DATA_DIR,
    http: { host: read.HOST, port: read.PORT },
    mllp: { host: read.MLLP_HOST, port: read.MLLP_PORT, maxBytes: read.MLLP_MAX_BYTES },
    facility: read.FACILITY,
    hisOrigin: read.HIS_ORIGIN,
    phoneOrigin: read.PHONE_ORIGIN,
    oidc: {
      issuer: read.ISSUER_URL,
      clientId: read.OIDC_CLIENT_ID,
      ...(read.OIDC_CLIENT_SECRET !== undefined && { clientSecret: read.OIDC_CLIENT_SECRET }),
    },
    machineTokens: tokens,
    policy,
    ledger: ledger.config,
    channel: channelName,
    codeSeconds: read.CODE_SECONDS,
    idleSeconds: Math.round(read.IDLE_MINUTES * 60),
    purgeSeconds: read.PURGE_SECONDS,
    embedded: read.EMBEDDED === '1',
  };
}

function parseTokens(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const tokens = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (tokens.some((token) => token.length < 32)) throw new Error('a token has fewer than 32 characters');
  return tokens;
}

function readFileAs<T>(
  path: string | undefined,
  name: string,
  faults: string[],
  parse: (text: string) => T,
): T | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    faults.push(`${name}: ${error instanceof Error ? error.message : 'cannot be read'}`);
    return undefined;
  }
}
