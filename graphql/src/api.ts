import { join } from 'node:path';
import { channelName } from '@tallystick/protocol';
import { openWrites } from './batching/writes.ts';
import type { ApiConfig } from './config.ts';
import type { ServiceContext } from './context.ts';
import { openExportFiles } from './exports/files.ts';
import { lastExport } from './exports/make.ts';
import { startExportMaker } from './exports/maker.ts';
import { readExportKey } from './exports/signing-key.ts';
import { addGraphiql } from './graphiql/serve.ts';
import { addBlocks } from './http/blocks.ts';
import { addExports } from './http/exports.ts';
import { addGraphql } from './http/graphql.ts';
import { addHealth } from './http/health.ts';
import { listen } from './http/server.ts';
import { createCommitmentCeiling } from './limits/commitment-ceiling.ts';
import { startLeftOverPurger } from './purge/left-over-purger.ts';
import { openLeftOvers } from './purge/left-overs.ts';
import { purgedByApi, startPurger } from './purge/purger.ts';
import { openService, type RunningService, systemClock } from './service.ts';

/** Whether a service says that it is alive. */
async function reachable(url: string): Promise<'reachable' | 'unreachable'> {
  try {
    const { ok } = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(1_000) });
    return ok ? 'reachable' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

/** Starts the API: GraphQL, exports, blocks, the export maker and the purger. Resolves once it listens. */
export async function startApi(config: ApiConfig): Promise<RunningService> {
  const keys = config.exportKeyFiles.map(readExportKey);
  let forgetFiles = (): void => undefined;
  const parts = await openService('api', config, () => ({
    applied: (block) => {
      if (block.transactions.some(({ purges }) => purges.length > 0)) forgetFiles();
    },
  }));
  const { log, ledger, model, follower, app } = parts;
  const files = openExportFiles(model, keys, systemClock);
  forgetFiles = files.forget;
  const leftOvers = openLeftOvers(join(config.dataDir, 'left-overs.sqlite'), systemClock);
  const writes = openWrites(ledger, model, follower, leftOvers);
  const context: ServiceContext = {
    model,
    follower,
    clock: systemClock,
    channel: channelName,
    embedded: config.embedded,
    exportAvailable: files.available,
    writes: { through: writes, ceiling: createCommitmentCeiling(config.commitmentsPerMinute) },
  };
  addHealth(app, {
    ready: () => follower.status().caughtUp && follower.status().error === undefined,
    status: async () => ({
      ...follower.status(),
      certificateDays: ledger.certificateDays(),
      queues: writes.waiting(),
      lastExport: lastExport(model)?.sequence ?? null,
      ...(config.witnessUrl === undefined ? {} : { auditor: await reachable(config.witnessUrl) }),
    }),
  });
  addBlocks(app, model);
  addExports(app, model, files, systemClock);
  if (config.graphiqlDir !== undefined) addGraphiql(app, config.graphiqlDir);
  await addGraphql(app, 'api', context, log);
  const maker = startExportMaker(
    { ...parts, leftOvers },
    config.windowSeconds,
    keys.map(({ keyId }) => keyId),
    systemClock,
  );
  const purger = startPurger(parts, purgedByApi, systemClock);
  const leftOverPurger = startLeftOverPurger(parts, leftOvers, systemClock);
  const port = await listen(app, config.port);
  log.info({ port }, 'the API listens');
  return {
    port,
    model,
    renewCertificates: () => ledger.renewCertificates(),
    stop: async () => {
      await app.close();
      await Promise.all([maker.stop(), purger.stop(), leftOverPurger.stop(), writes.drained()]);
      await follower.stop();
      await ledger.close();
      model.close();
      leftOvers.close();
    },
  };
}
