import type { BrowserContext } from 'playwright';
import * as answers from './stubbed-answers.ts';

/** How the open API behaves in a visual state. */
export type Behaviour = 'full' | 'empty' | 'silent' | 'offline' | 'refusing';

const noPage = { hasNextPage: false, endCursor: null };
const full: Readonly<Record<string, unknown>> = {
  Network: { network: answers.network },
  Statistics: { statistics: answers.statistics },
  Exports: { exports: { totalCount: 19, nodes: answers.files } },
  Blocks: { blocks: { totalCount: 58, nodes: answers.blocks, pageInfo: { hasNextPage: true, endCursor: 'x' } } },
  Transaction: { transaction: answers.transaction },
  Records: {
    transactions: {
      nodes: answers.blocks.map((block, index) => ({
        block: block.number,
        summary: block.transactions[0]?.summary,
        records: [{ key: answers.provenance.nodes[index]?.id, type: answers.provenance.nodes[index]?.kind }],
      })),
    },
  },
  Provenance: { provenance: answers.provenance },
};
const empty: Readonly<Record<string, unknown>> = {
  ...full,
  Statistics: {
    statistics: { ...answers.statistics, height: 3, authorisations: 0, publications: 0, revocations: 0, answers: [] },
  },
  Exports: { exports: { totalCount: 0, nodes: [] } },
  Blocks: { blocks: { totalCount: 0, nodes: [], pageInfo: noPage } },
  Records: { transactions: { nodes: [] } },
};

/** Answers `/graphql` of a browser context by the name of the operation. */
export async function stubOpenApi(context: BrowserContext, behaviour: Behaviour): Promise<void> {
  await context.route('**/graphql?**', async (route) => {
    const operation = /^query (\w+)/.exec(new URL(route.request().url()).searchParams.get('query') ?? '')?.[1] ?? '';
    if (behaviour === 'silent') return;
    if (behaviour === 'offline') return route.abort('connectionrefused');
    if (behaviour === 'refusing') {
      return route.fulfill({ json: { data: null, errors: [{ message: 'x', extensions: { code: 'RATE_LIMITED' } }] } });
    }
    return route.fulfill({ json: { data: (behaviour === 'empty' ? empty : full)[operation] } });
  });
}
