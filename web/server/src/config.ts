import { z } from 'zod';

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const port = z.coerce.number().int().min(0).max(65_535);
const addresses = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const common = {
  PORT: port,
  STATIC_DIR: z.string().min(1),
  ORIGIN: url.optional(),
  TRUSTED_PROXY: addresses.optional(),
};

const phoneEnvironment = z.object({
  FACE: z.literal('phone'),
  ...common,
  API_URL: url,
  WITNESS_URL: url,
  NETWORK_FILE: z.string().min(1).optional(),
});
const hisEnvironment = z.object({ FACE: z.literal('his'), ...common, ADAPTER_URL: url });
const environment = z.discriminatedUnion('FACE', [phoneEnvironment, hisEnvironment]);

/** Environment variables of both faces by name, each with the schema that knows its default; for the documentation. */
export const environmentShapes = { phone: phoneEnvironment.shape, his: hisEnvironment.shape } as const;

/** What both faces are told. */
interface CommonConfig {
  /** Port on the loopback interface; 0 takes a free one. */
  readonly port: number;
  /** Folder of the static export. */
  readonly staticDir: string;
  /** The one origin under which this face is used; without it `http://localhost:PORT`, or `http://127.0.0.1:PORT` for the HIS face. */
  readonly origin?: string | undefined;
  /** Address, or network in CIDR notation, of what ends TLS in front; its `X-Forwarded-For` alone is believed. */
  readonly trustedProxy?: string | undefined;
}

/** The phones' face and the open pages. */
export interface PhoneConfig extends CommonConfig {
  readonly face: 'phone';
  /** The GraphQL API that it passes on to. */
  readonly apiUrl: string;
  /** The Auditor's API, for `/witness`. */
  readonly witnessUrl: string;
  /** Served as `/network.json`; without it there is none (the pins are compiled in). */
  readonly networkFile?: string | undefined;
}

/** The clinicians' face. */
export interface HisConfig extends CommonConfig {
  readonly face: 'his';
  /** The HIS adapter, for `/api`. */
  readonly adapterUrl: string;
}

/** One face. */
export type FaceConfig = PhoneConfig | HisConfig;

/** Reads the configuration of one face; throws with every fault that it has, names only and never values. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): FaceConfig {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment of the face server is not complete: ${faults.join('; ')}`);
  }
  const given = parsed.data;
  const shared = {
    port: given.PORT,
    staticDir: given.STATIC_DIR,
    origin: given.ORIGIN,
    trustedProxy: given.TRUSTED_PROXY,
  };
  return given.FACE === 'phone'
    ? {
        face: 'phone',
        ...shared,
        apiUrl: given.API_URL,
        witnessUrl: given.WITNESS_URL,
        networkFile: given.NETWORK_FILE,
      }
    : { face: 'his', ...shared, adapterUrl: given.ADAPTER_URL };
}
