import { join } from 'node:path';
import { faultInWords, type LedgerConfig, ledgerConfiguration, ledgerEnvironment } from '@tallystick/ledger';
import { z } from 'zod';

const wholeNumber = (min: number, max: number): z.ZodType<number> => z.coerce.number().int().min(min).max(max);
const flag = z.enum(['0', '1']).transform((value) => value === '1');

const common = {
  /** Port on the loopback interface; 0 takes any free one. */
  PORT: wholeNumber(0, 65_535),
  /** Folder of the service's own data. */
  DATA_DIR: z.string().min(1),
  ...ledgerEnvironment,
  /** Span of an export window. */
  WINDOW_SECONDS: wholeNumber(1, 86_400).default(14_400),
  /** 1 on the embedded network. */
  EMBEDDED: flag.default(false),
  /** Address of the face that passes requests on; only its X-Forwarded-For is believed. */
  TRUSTED_PROXY: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** Requests that one client address may send at once, and a second. */
  CLIENT_BURST: wholeNumber(1, 1_000_000).default(300),
  CLIENT_PER_SECOND: wholeNumber(1, 1_000_000).default(30),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
};

const apiEnvironment = z.object({
  ...common,
  /** Files of the P-256 keys that export files are signed with, separated by commas; made when they are not there. */
  EXPORT_KEY_FILE: z.string().min(1).optional(),
  /** The Auditor, so that operators see whether it can be reached. */
  WITNESS_URL: z.url().optional(),
  /** Built GraphiQL (`buildGraphiql`); without it there is none. */
  GRAPHIQL_DIR: z.string().min(1).optional(),
  /** Commitments and answers that all clients together may send in a minute. */
  COMMITMENTS_PER_MINUTE: wholeNumber(1, 10_000_000).default(60_000),
});

const auditorEnvironment = z.object({
  ...common,
  /** The API whose files are checked. */
  API_URL: z.url(),
  /** Ed25519 key that statements are signed with; made at the first start. */
  WITNESS_KEY_FILE: z.string().min(1).optional(),
  /** 1: the Auditor itself sends purges that are overdue. */
  SEND_OVERDUE_PURGES: flag.default(false),
  /** Seconds after its time from which a purge counts as overdue. */
  PURGE_GRACE_SECONDS: wholeNumber(1, 604_800).default(3_600),
  /** Seconds that the API has to serve a file once its record stands. */
  SERVING_GRACE_SECONDS: wholeNumber(1, 86_400).default(30),
});

/** Environment variables of both services by name, each with the schema that knows its default; for the documentation. */
export const environmentShapes = { api: apiEnvironment.shape, auditor: auditorEnvironment.shape } as const;

/** Raised with every fault of a configuration at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

function refusal(lines: readonly string[]): ConfigurationError {
  return new ConfigurationError(`The configuration is not usable:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

/** Reads what the environment says of the ledger. */
type LedgerReader = typeof ledgerConfiguration;

/** Reads a whole environment, the ledger's files included, so that all faults of both are told at once. */
function parse<T extends z.ZodObject<typeof common>>(
  schema: T,
  environment: NodeJS.ProcessEnv,
  readLedger: LedgerReader,
): { readonly values: z.infer<T>; readonly ledger: LedgerConfig } {
  const parsed = schema.safeParse(environment);
  const ledger = readLedger(environment);
  const issues = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
  const lines = [...issues, ...ledger.faults.map(faultInWords)];
  if (!parsed.success || ledger.config === undefined) throw refusal(lines);
  return { values: parsed.data, ledger: ledger.config };
}

function shared(values: z.infer<z.ZodObject<typeof common>>, ledger: LedgerConfig): SharedConfig {
  return {
    port: values.PORT,
    dataDir: values.DATA_DIR,
    ledger,
    windowSeconds: values.WINDOW_SECONDS,
    embedded: values.EMBEDDED,
    trustedProxy: values.TRUSTED_PROXY,
    bucket: { burst: values.CLIENT_BURST, perSecond: values.CLIENT_PER_SECOND },
    logLevel: values.LOG_LEVEL,
  };
}

/** What both services are told. */
export type SharedConfig = {
  readonly port: number;
  readonly dataDir: string;
  readonly ledger: LedgerConfig;
  readonly windowSeconds: number;
  readonly embedded: boolean;
  readonly trustedProxy: string | undefined;
  readonly bucket: { readonly burst: number; readonly perSecond: number };
  readonly logLevel: string;
};

/** What the API is told. */
export type ApiConfig = SharedConfig & {
  /** More than one while a key is being replaced: each file is signed with the key that its record names. */
  readonly exportKeyFiles: readonly string[];
  readonly witnessUrl: string | undefined;
  readonly graphiqlDir: string | undefined;
  readonly commitmentsPerMinute: number;
};

/** What the Auditor is told. */
export type AuditorConfig = SharedConfig & {
  readonly apiUrl: string;
  readonly witnessKeyFile: string;
  readonly sendOverduePurges: boolean;
  readonly purgeGraceSeconds: number;
  readonly servingGraceSeconds: number;
};

/** The API's configuration from its environment. @throws ConfigurationError with all faults. */
export function apiConfig(environment: NodeJS.ProcessEnv, readLedger: LedgerReader = ledgerConfiguration): ApiConfig {
  const { values, ledger } = parse(apiEnvironment, environment, readLedger);
  return {
    ...shared(values, ledger),
    exportKeyFiles: values.EXPORT_KEY_FILE?.split(',') ?? [join(values.DATA_DIR, 'export-key.json')],
    witnessUrl: values.WITNESS_URL,
    graphiqlDir: values.GRAPHIQL_DIR,
    commitmentsPerMinute: values.COMMITMENTS_PER_MINUTE,
  };
}

/** The Auditor's configuration from its environment. @throws ConfigurationError with all faults. */
export function auditorConfig(
  environment: NodeJS.ProcessEnv,
  readLedger: LedgerReader = ledgerConfiguration,
): AuditorConfig {
  const { values, ledger } = parse(auditorEnvironment, environment, readLedger);
  return {
    ...shared(values, ledger),
    apiUrl: values.API_URL,
    witnessKeyFile: values.WITNESS_KEY_FILE ?? join(values.DATA_DIR, 'witness-key.json'),
    sendOverduePurges: values.SEND_OVERDUE_PURGES,
    purgeGraceSeconds: values.PURGE_GRACE_SECONDS,
    servingGraceSeconds: values.SERVING_GRACE_SECONDS,
  };
}
