import { setTimeout as sleep } from 'node:timers/promises';
import type { Patient } from '../api/patient.ts';
import { openHospital } from './hospital.ts';
import { type Journal, type MutationKind, mutationKinds, newJournal } from './journal.ts';
import { answering, committing, publishing } from './phones.ts';
import type { FaultServices } from './services.ts';

/** A steady load of mutations, as phones and a hospital send them. */
export type Load = {
  readonly journal: Journal;
  /** Resolves once some more of each kind have been acknowledged; rejects after `seconds` with what is missing. */
  progress(more: number, seconds: number, kinds?: readonly MutationKind[]): Promise<void>;
  /** Nobody asks for anything more; resolves once the hospital has nothing left to send. */
  stop(): Promise<void>;
  /** Nobody asks for anything more, and nobody waits for what that leaves. */
  abandon(): void;
};

/** Chance at each failure that a phone gives up. */
const givesUp = 0.1;
const phones = 6;

async function outbox(adapterUrl: string): Promise<{ outboxPending: number; outboxDead: number; inboxFailed: number }> {
  const status = (await (await fetch(`${adapterUrl}/status`)).json()) as {
    queues: { outboxPending: number; outboxDead: number; inboxFailed: number };
  };
  return status.queues;
}

/** Starts the load. */
export async function startLoad(services: FaultServices): Promise<Load> {
  const journal = newJournal();
  const stopping = new AbortController();
  const how = { journal, stopping: stopping.signal, givesUp };
  const patients: Patient[] = [];
  const hospital = await openHospital(services, how, patients);
  const url = services.apiUrl;
  const clients = [
    ...Array.from({ length: phones }, () => committing(url, how)),
    answering(url, how),
    answering(url, how),
    publishing(url, how, patients),
    hospital.client,
  ];
  const running = Promise.all(clients.map((client) => client()));
  // Seen by whoever stops the load; until then it must not end the process.
  running.catch(() => undefined);
  return {
    journal,
    progress: async (more, seconds, kinds = mutationKinds) => {
      const goals = kinds.map((kind) => [kind, journal.acknowledged(kind) + more] as const);
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const missing = goals.filter(([kind, goal]) => journal.acknowledged(kind) < goal).map(([kind]) => kind);
        if (missing.length === 0) return;
        if (Date.now() > deadline) throw new Error(`no new ${missing.join(', ')} within ${seconds} s`);
        await sleep(50);
      }
    },
    abandon: () => stopping.abort(),
    stop: async () => {
      stopping.abort();
      await running;
      await hospital.settle();
      const deadline = Date.now() + 120_000;
      for (;;) {
        const { outboxPending, outboxDead, inboxFailed } = await outbox(services.adapterUrl);
        if (outboxDead + inboxFailed > 0) throw new Error(`${outboxDead} dead letters, ${inboxFailed} failed messages`);
        if (outboxPending === 0) return;
        if (Date.now() > deadline) throw new Error(`${outboxPending} still wait in the outbox`);
        await sleep(100);
      }
    },
  };
}
