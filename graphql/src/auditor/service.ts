import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { channelName, recordKey } from '@tallystick/protocol';
import type { AuditorConfig } from '../config.ts';
import type { ServiceContext } from '../context.ts';
import { addBlocks } from '../http/blocks.ts';
import { addGraphql } from '../http/graphql.ts';
import { addHealth } from '../http/health.ts';
import { listen } from '../http/server.ts';
import { purgedTypes, startPurger } from '../purge/purger.ts';
import { privateValue } from '../read-model/rows.ts';
import { repeat } from '../repeat.ts';
import { openService, type RunningService, systemClock } from '../service.ts';
import { witnessBlocks } from './blocks.ts';
import { openDesk } from './desk.ts';
import { fetchExportFrom } from './exports.ts';
import { auditRounds } from './rounds.ts';
import { addWitness } from './routes.ts';
import { openWitnessStore } from './store.ts';
import { readWitnessKey } from './witness-key.ts';

/** Milliseconds between rounds of checks. */
const roundMs = 500;

/** Starts the Auditor: its own read model, statements, checks and read-only API. Resolves once it listens. */
export async function startAuditor(config: AuditorConfig): Promise<RunningService> {
  const key = readWitnessKey(config.witnessKeyFile);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const store = openWitnessStore(join(config.dataDir, 'witness.sqlite'));
  let signBlocks = (): void => undefined;
  const parts = await openService('auditor', config, (model) => ({
    arrived: (block, live) => {
      const network = model.network() ?? block.headerHash;
      if (live) store.noteFirstSeen(network, block.number, systemClock());
    },
    applied: () => signBlocks(),
  }));
  const { log, ledger, model, follower, app } = parts;
  const desk = openDesk({ model, store, log }, key, systemClock);
  signBlocks = () => witnessBlocks(desk);
  signBlocks();
  const context: ServiceContext = {
    model,
    follower,
    clock: systemClock,
    channel: channelName,
    embedded: config.embedded,
    exportAvailable: (record) => privateValue(model, recordKey.export(record.sequence)) !== undefined,
    audit: () => store.reportOf(model.network() ?? ''),
  };
  const ready = (): boolean => follower.status().caughtUp && follower.status().error === undefined;
  addHealth(app, {
    ready,
    status: () => {
      const { witnessed, findings } = context.audit?.() ?? { witnessed: [], findings: [] };
      const open = findings.filter(({ resolved }) => resolved === null);
      return {
        ...follower.status(),
        certificateDays: ledger.certificateDays(),
        witnessed: Object.fromEntries(witnessed.map(({ kind, count }) => [kind, count])),
        findings: open.length,
        ...(open.length === 0 ? {} : { newest: `${open[0]?.code} ${open[0]?.subject}` }),
      };
    },
  });
  addBlocks(app, model);
  addWitness(app, desk, key.publicKey);
  await addGraphql(app, 'auditor', context, log);
  const round = auditRounds(desk, fetchExportFrom(config.apiUrl), config);
  const rounds = repeat(roundMs, log, async () => {
    if (ready()) await round();
  });
  const purger = config.sendOverduePurges
    ? startPurger(parts, purgedTypes, () => systemClock() - config.purgeGraceSeconds)
    : undefined;
  const port = await listen(app, config.port);
  log.info({ port }, 'the Auditor listens');
  return {
    port,
    model,
    renewCertificates: () => ledger.renewCertificates(),
    stop: async () => {
      await app.close();
      await Promise.all([rounds.stop(), purger?.stop()]);
      await follower.stop();
      await ledger.close();
      model.close();
      store.close();
    },
  };
}
