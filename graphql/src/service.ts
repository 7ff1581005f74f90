import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type OpenLedger, openLedger } from '@tallystick/ledger';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { noteCertificates } from './certificates.ts';
import type { SharedConfig } from './config.ts';
import { createServer } from './http/server.ts';
import { createClientLimiter } from './limits/client-limiter.ts';
import { type BlockHooks, type Follower, followLedger } from './read-model/follower.ts';
import { openReadModel, type ReadModel } from './read-model/store.ts';
import { notingRefusals } from './security-log.ts';

/** What both services are made of. */
export type ServiceParts = {
  readonly log: Logger;
  readonly ledger: OpenLedger;
  readonly model: ReadModel;
  readonly follower: Follower;
  readonly app: FastifyInstance;
};

/** A running service. */
export type RunningService = {
  /** Port that it listens on. */
  readonly port: number;
  readonly model: ReadModel;
  /** Looks for renewed certificates of the ledger's client at once. */
  renewCertificates(): void;
  stop(): Promise<void>;
};

/** Unix seconds: the services' one clock. */
export function systemClock(): number {
  return Math.floor(Date.now() / 1000);
}

/** A log in which an error is its code, sentence and stack, and nothing else that it may carry along. */
function openLog(name: string, level: string): Logger {
  const err = (error: unknown): unknown =>
    error instanceof Error
      ? { type: error.name, code: 'code' in error ? error.code : undefined, message: error.message, stack: error.stack }
      : typeof error;
  return pino({ name, level, base: { name }, serializers: { err } });
}

/** Opens ledger, read model and server; nothing listens yet. */
export async function openService(
  name: string,
  config: SharedConfig,
  hooks: (model: ReadModel, log: Logger) => BlockHooks,
): Promise<ServiceParts> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  chmodSync(config.dataDir, 0o700);
  const log = openLog(name, config.logLevel);
  const model = openReadModel(join(config.dataDir, 'read-model.sqlite'));
  const ledger = notingRefusals(await openLedger(config.ledger, { onCertificates: noteCertificates(log) }), log);
  const follower = followLedger(ledger, model, log, hooks(model, log));
  const app = createServer({ log, limiter: createClientLimiter(config.bucket), trustedProxy: config.trustedProxy });
  return { log, ledger, model, follower, app };
}
