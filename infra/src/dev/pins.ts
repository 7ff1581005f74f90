import { readFileSync } from 'node:fs';
import { channelName } from '@tallystick/protocol';
import { z } from 'zod';
import type { StackFacts } from './services.ts';

const networkAnswer = z.object({ data: z.object({ network: z.object({ id: z.string().regex(/^[0-9a-f]{64}$/) }) }) });
const witnessKeyAnswer = z.object({ publicKey: z.string() });
const targetFile = z.object({ organisations: z.array(z.object({ mspId: z.string(), mspRoot: z.string() })) });

/** Under `npm start` answers are sent soon, so that they can be seen to arrive; in operation within a day. */
const ANSWER_DELAY_SECONDS = 3;

/** What a phone pins at its first run: the network, the organisations' roots, the Auditor's witness key. */
export async function pinsOf({ ports, target, windowSeconds, embedded }: StackFacts): Promise<Record<string, unknown>> {
  const query = encodeURIComponent('{ network { id } }');
  const network = await fetchJson(`http://127.0.0.1:${ports.api}/graphql?query=${query}`, networkAnswer);
  const witness = await fetchJson(`http://127.0.0.1:${ports.auditor}/witness/key`, witnessKeyAnswer);
  const { organisations } = targetFile.parse(JSON.parse(readFileSync(target, 'utf8')));
  return {
    v: 1,
    network: network.data.network.id,
    channel: channelName,
    embedded,
    organisations: Object.fromEntries(
      organisations.map(({ mspId, mspRoot }) => [mspId, readFileSync(mspRoot, 'utf8')]),
    ),
    witnessKey: witness.publicKey,
    windowSeconds,
    answerDelaySeconds: ANSWER_DELAY_SECONDS,
    practice: true,
  };
}

async function fetchJson<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  const headers = { accept: 'application/json', 'apollo-require-preflight': '1' };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
  return schema.parse(await response.json());
}
