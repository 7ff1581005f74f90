import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const statistics = z.object({
  statistics: z.object({
    height: z.number(),
    commitments: z.number(),
    authorisations: z.number(),
    publications: z.number(),
    revocations: z.number(),
    exports: z.object({ files: z.number(), real: z.number(), revised: z.number() }),
    answers: z.array(
      z.object({
        day: z.number(),
        answers: z.number(),
        positive: z.number(),
        estimate: z.number(),
        low: z.number(),
        high: z.number(),
      }),
    ),
  }),
  transactions: z.object({ nodes: z.array(z.object({ summary: z.string(), block: z.number() })) }),
});
/** What anybody can see of the ledger: the counts, and the newest transactions in words. */
export type LedgerView = z.infer<typeof statistics>['statistics'] & { readonly newest: readonly string[] };

const query = `{
  statistics { height commitments authorisations publications revocations
    exports { files real revised } answers { day answers positive estimate low high } }
  transactions(first: 5) { nodes { summary block } }
}`;

/** Asks the open API by GET, as any third party may. */
export async function ask<T>(origin: string, text: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${origin}/graphql?query=${encodeURIComponent(text)}`, {
    headers: { accept: 'application/json', 'apollo-require-preflight': '1' },
    signal: AbortSignal.timeout(10_000),
  });
  const body = (await response.json()) as { data?: unknown; errors?: { message: string }[] };
  if (body.errors !== undefined) throw new Error(body.errors.map(({ message }) => message).join('; '));
  return schema.parse(body.data);
}

/** What stands on the ledger now, as everybody can see it. */
export async function ledgerView(origin: string): Promise<LedgerView> {
  const { statistics: counts, transactions } = await ask(origin, query, statistics);
  return { ...counts, newest: transactions.nodes.map(({ summary }) => summary) };
}

/** Waits until the ledger shows something. @throws Error with `what` after `seconds`. */
export async function untilLedger(
  origin: string,
  what: string,
  holds: (view: LedgerView) => boolean,
  seconds = 60,
): Promise<LedgerView> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const view = await ledgerView(origin);
    if (holds(view)) return view;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${seconds} s: ${JSON.stringify(view)}`);
    await sleep(250);
  }
}
