/** The whole adapter put together: store, listener, API, outbox and follower, on a given ledger. */
import type { Ledger, OpenLedger } from '@tallystick/ledger';
import type { ApiContext } from './api/context.ts';
import { createApi } from './api/server.ts';
import { signInWith } from './auth/oidc.ts';
import { sessionsIn } from './auth/sessions.ts';
import type { Config } from './config.ts';
import { addFhirRoutes } from './fhir/routes.ts';
import { type ProcessContext, processMessage, processWaiting } from './intake/process.ts';
import { startFollower } from './ledger/follower.ts';
import { purgeLeftOvers } from './ledger/left-overs.ts';
import { defaultOutboxSettings, type OutboxSettings, startOutbox } from './ledger/outbox-worker.ts';
import { purgeDue } from './ledger/purger.ts';
import type { Log } from './log.ts';
import { defaultMllpSettings, listenMllp } from './mllp/listener.ts';
import { addHealthRoutes } from './status.ts';
import { openStore } from './store/store.ts';

/** A running adapter. */
export interface Adapter {
  httpPort: number;
  mllpPort: number;
  stop(): Promise<void>;
}

/** What a test may set besides the configuration. */
export interface AdapterOptions {
  now?: () => number;
  outbox?: OutboxSettings;
  settleMilliseconds?: number;
}

/** Starts everything; what was left undone before is done first. */
export async function startAdapter(
  config: Config,
  ledger: Pick<Ledger, 'submit' | 'blocks' | 'evaluate'> & Partial<Pick<OpenLedger, 'certificateDays'>>,
  log: Log,
  options: AdapterOptions = {},
): Promise<Adapter> {
  const now = options.now ?? Date.now;
  const store = openStore(config.dataDir);
  const { facility, policy } = config;
  const processing: ProcessContext = { store, policy, facility, log, now };
  processWaiting(processing);
  store.authorisations.forgetExpired(Math.floor(now() / 1000));

  const outbox = startOutbox(store, ledger, options.outbox ?? defaultOutboxSettings, { log, now });
  const follower = startFollower(store, ledger, facility, { log, now });
  const onStored = (ids: number[]): void => {
    for (const id of ids) processMessage(processing, id);
    outbox.wake();
  };
  const housekeeping = setInterval(() => {
    store.authorisations.forgetExpired(Math.floor(now() / 1000));
    // Names of this store mean nothing to another network.
    if (follower.otherNetwork()) return;
    void purgeDue(store, ledger, log, now());
    void purgeLeftOvers(store, ledger, log, now());
  }, config.purgeSeconds * 1000);

  const mllpSettings = { ...defaultMllpSettings, ...config.mllp };
  const mllp = await listenMllp(mllpSettings, { store, log, now, onStored });
  const signIn = signInWith({
    ...config.oidc,
    redirectUri: `${config.hisOrigin}/api/auth/callback`,
    postLogoutUri: `${config.hisOrigin}/`,
  });
  const context: ApiContext = {
    store,
    policy,
    outbox,
    log,
    now,
    sessions: sessionsIn(store.db, store.keys, config.idleSeconds),
    settings: {
      facility,
      hisOrigin: config.hisOrigin,
      phoneOrigin: config.phoneOrigin,
      channel: config.channel,
      codeSeconds: config.codeSeconds,
      idleSeconds: config.idleSeconds,
      embedded: config.embedded,
      settleMilliseconds: options.settleMilliseconds ?? 10_000,
    },
  };
  const app = await createApi(context, signIn);
  await addFhirRoutes(app, { store, policy, log, now, tokens: config.machineTokens, onStored });
  addHealthRoutes(app, { store, follower, signIn, ledger });
  await app.listen({ host: config.http.host, port: config.http.port });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the API has no port');
  log('info', 'started', { port: address.port });

  return {
    httpPort: address.port,
    mllpPort: mllp.port,
    async stop() {
      clearInterval(housekeeping);
      await mllp.close();
      await app.close();
      await outbox.stop();
      await follower.stop();
      store.close();
    },
  };
}
