/** The load generator, a process of its own: takes one job after another over IPC and answers each with what happened. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '@tallystick/ledger';
import { anchorOf, organisations } from '@tallystick/protocol';
import { readTarget } from '../network/index.ts';
import { type Connection, openConnection } from './connection.ts';
import { percentile } from './statistics.ts';
import { createTurns } from './turns.ts';

/** A number of clients that send a commitment each, wait for the acknowledgement and send the next, for some seconds. */
export type Job = {
  readonly clients: number;
  readonly seconds: number;
  /**
   * A GraphQL mutation `commitEncounters` over HTTP, the clients dealt out evenly to the replicas at these addresses, or each
   * commitment as a transaction of its own through the ledger port.
   */
  readonly to: { readonly urls: readonly string[]; readonly mutation: string } | { readonly targetFile: string };
};

/** What came of a job. */
export type Outcome = {
  readonly acknowledged: number;
  readonly failed: number;
  /** The first failure in words. */
  readonly failure?: string;
  /** Different transactions that the acknowledgements named. */
  readonly transactions: number;
  /** From the first commitment sent to the last acknowledgement. */
  readonly elapsedSeconds: number;
  /** Milliseconds from a commitment to its acknowledgement. */
  readonly p50: number;
  readonly p99: number;
};

/** Connections that are opened side by side: a server's queue of those that it has not yet accepted holds 511, and the rest wait seconds. */
const openedAtOnce = 200;

/** Sends one commitment; resolves with its transaction, if there is one, once it is acknowledged. */
type Send = (root: string) => Promise<string | undefined>;

/** After a failure a client waits so long, milliseconds, instead of asking again at once. */
const pauseAfterFailure = 100;

/** Transactions under way at once, however many clients there are: the gateway of a Fabric peer refuses more than 500 calls. */
const mostTransactions = 400;

/** Random roots, drawn many at a time: each draw costs as much as writing a request. */
function* randomRoots(): Generator<string, never> {
  for (;;) {
    const drawn = randomBytes(32 * 512).toString('hex');
    for (let at = 0; at < drawn.length; at += 64) yield drawn.slice(at, at + 64);
  }
}

type Answer = { data?: { commitEncounters?: { root: string; txId?: string } | null } | null };

/** Sends over a connection of the client's own. */
function overHttp(connection: Connection, mutation: string): Send {
  const query = JSON.stringify(mutation);
  return async (root) => {
    const { body } = await connection.post(`{"query":${query},"variables":{"root":"${root}"}}`);
    const receipt = (JSON.parse(body) as Answer).data?.commitEncounters;
    if (receipt?.root !== root) throw new Error(`The API answered ${body.slice(0, 300)}`);
    return receipt.txId;
  };
}

/** Every client in a loop of its own until the time is over; what is under way then is waited for. */
async function closedLoop({ clients, seconds }: Job, sendOf: () => Send): Promise<Outcome> {
  const roots = randomRoots();
  const latencies: number[] = [];
  const transactions = new Set<string>();
  let failed = 0;
  let failure: string | undefined;
  const start = performance.now();
  const deadline = start + seconds * 1000;
  const client = async (): Promise<void> => {
    const send = sendOf();
    while (performance.now() < deadline) {
      const sent = performance.now();
      try {
        const txId = await send(roots.next().value);
        latencies.push(performance.now() - sent);
        if (txId !== undefined) transactions.add(txId);
      } catch (error) {
        failed += 1;
        failure ??= (error as Error).message;
        await sleep(pauseAfterFailure);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return {
    acknowledged: latencies.length,
    failed,
    ...(failure === undefined ? {} : { failure }),
    transactions: transactions.size,
    elapsedSeconds: (performance.now() - start) / 1000,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

async function work(job: Job): Promise<Outcome> {
  if ('urls' in job.to) {
    const { urls, mutation } = job.to;
    const connections = Array.from({ length: job.clients }, (_, i) =>
      openConnection(`${urls[i % urls.length]}/graphql`),
    );
    for (let i = 0; i < connections.length; i += openedAtOnce) {
      await Promise.all(connections.slice(i, i + openedAtOnce).map((connection) => connection.open()));
    }
    const free = connections.values();
    const outcome = await closedLoop(job, () => overHttp(free.next().value!, mutation));
    for (const connection of connections) connection.close();
    return outcome;
  }
  const target = readTarget(job.to.targetFile);
  const ledger = await openLedger({ target, organisation: organisations.authority, user: 'api' });
  const turns = createTurns(mostTransactions);
  try {
    return await closedLoop(job, () => async (commitment) => {
      const { root } = anchorOf([commitment]);
      const salt = randomBytes(32).toString('hex');
      const argument = { root, count: 1 };
      const transient = { salt, roots: [commitment] };
      return (await turns(() => ledger.submit({ name: 'encounters:anchor', argument, private: transient }))).txId;
    });
  } finally {
    await ledger.close();
  }
}

process.on('message', (job: Job) => {
  work(job).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => {
      process.stderr.write(`${(error as Error).stack}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
