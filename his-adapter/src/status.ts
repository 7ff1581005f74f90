/** Health and status: whether the adapter lives, can do its work, and what waits in it. Numbers only. */

import type { CertificateDays, Ledger } from '@tallystick/ledger';
import { recordKey } from '@tallystick/protocol';
import type { FastifyInstance } from 'fastify';
import type { SignIn } from './auth/oidc.ts';
import type { Follower } from './ledger/follower.ts';
import type { Store } from './store/store.ts';

/** Adds `/healthz`, `/readyz` and, for callers on this machine, `/status`. */
export function addHealthRoutes(
  app: FastifyInstance,
  {
    store,
    follower,
    signIn,
    ledger,
  }: {
    store: Store;
    follower: Pick<Follower, 'nextBlock' | 'otherNetwork'>;
    signIn: Pick<SignIn, 'ready'>;
    ledger: Pick<Ledger, 'evaluate'> & { certificateDays?: () => CertificateDays };
  },
): void {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const checks = {
      store: canWrite(store),
      ledger: await answers(ledger),
      network: !follower.otherNetwork(),
      issuer: await signIn.ready(),
    };
    const ready = Object.values(checks).every(Boolean);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks });
  });
  app.get('/status', async (request, reply) => {
    if (!isLoopback(request.ip)) return reply.code(404).send({ error: { code: 'NOT_FOUND', message: 'Not here.' } });
    return {
      service: 'his-adapter',
      nextBlock: follower.nextBlock(),
      queues: {
        inboxWaiting: store.inbox.count('stored'),
        inboxRefused: store.inbox.count('refused', true),
        inboxFailed: store.inbox.count('failed', true),
        outboxPending: store.outbox.count('pending'),
        outboxDead: store.outbox.count('dead'),
      },
      ...(ledger.certificateDays && { certificateDays: ledger.certificateDays() }),
    };
  });
}

function answers(ledger: Pick<Ledger, 'evaluate'>): Promise<boolean> {
  return ledger.evaluate(recordKey.policy('channel', 1)).then(
    () => true,
    () => false,
  );
}

function canWrite(store: Store): boolean {
  try {
    return store.db.transaction(() => true);
  } catch {
    return false;
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || address === '::ffff:127.0.0.1' || /^127\./.test(address);
}
