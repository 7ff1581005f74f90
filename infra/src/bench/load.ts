/** The load generator, a process of its own: takes one job after another over IPC and answers each with what happened. */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '@tallystick/ledger';
import { anchorOf, organisations } from '@tallystick/protocol';
import { readTarget } from '../network/index.ts';
import { percentile } from './statistics.ts';
import { createTurns } from './turns.ts';

/** A number of clients that send a commitment each, wait for the acknowledgement and send the next, for some seconds. */
export type Job = {
  readonly clients: number;
  readonly seconds: number;
  /** A GraphQL mutation `commitEncounters` over HTTP, or each commitment as a transaction of its own through the ledger port. */
  readonly to: { readonly url: string; readonly mutation: string } | { readonly targetFile: string };
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

/** Sends one commitment; resolves with its transaction, if there is one, once it is acknowledged. */
type Send = (root: string) => Promise<string | undefined>;

/** After a failure a client waits so long, milliseconds, instead of asking again at once. */
const pauseAfterFailure = 100;

/** Transactions under way at once, however many clients there are: the gateway of a Fabric peer refuses more than 500 calls. */
const mostTransactions = 400;

function post(agent: Agent, url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    sent.on('error', reject).end(body);
  });
}

type Answer = { data?: { commitEncounters?: { root: string; txId?: string } | null } | null };

function overHttp(url: string, mutation: string, agent: Agent): Send {
  return async (root) => {
    const text = await post(agent, url, JSON.stringify({ query: mutation, variables: { root } }));
    const receipt = (JSON.parse(text) as Answer).data?.commitEncounters;
    if (receipt?.root !== root) throw new Error(`The API answered ${text.slice(0, 300)}`);
    return receipt.txId;
  };
}

/** Every client in a loop of its own until the time is over; what is under way then is waited for. */
async function closedLoop({ clients, seconds }: Job, send: Send): Promise<Outcome> {
  const latencies: number[] = [];
  const transactions = new Set<string>();
  let failed = 0;
  let failure: string | undefined;
  const start = performance.now();
  const deadline = start + seconds * 1000;
  const client = async (): Promise<void> => {
    while (performance.now() < deadline) {
      const sent = performance.now();
      try {
        const txId = await send(randomBytes(32).toString('hex'));
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
  if ('url' in job.to) {
    const agent = new Agent({ keepAlive: true, maxSockets: job.clients });
    const outcome = await closedLoop(job, overHttp(job.to.url, job.to.mutation, agent));
    agent.destroy();
    return outcome;
  }
  const target = readTarget(job.to.targetFile);
  const ledger = await openLedger({ target, organisation: organisations.authority, user: 'api' });
  const turns = createTurns(mostTransactions);
  try {
    return await closedLoop(job, async (commitment) => {
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
