import { join } from 'node:path';
import { cached } from './build-cache.ts';
import type { StackFacts } from './services.ts';

const phoneSources = ['web/phone/**/*', 'web/ui/**/*', 'chain/protocol/**/*.ts'];

/** Everything that `npm start` needs built, from the cache where its sources have not changed. */
export async function builds(say: (line: string) => void): Promise<StackFacts['builds']> {
  const phone = await cached(
    {
      name: 'phone-practice',
      sources: phoneSources,
      settings: { practice: true },
      build: async (outDir) => (await import('../../../web/phone/build.ts')).buildPhone({ outDir, practice: true }),
    },
    say,
  );
  const his = await cached(
    {
      name: 'his',
      sources: ['web/his/**/*', 'web/ui/**/*'],
      settings: {},
      build: async (outDir) => (await import('../../../web/his/build.ts')).buildHis({ outDir }),
    },
    say,
  );
  const graphiql = await cached(
    {
      name: 'graphiql',
      sources: ['graphql/src/graphiql/**/*', 'graphql/src/examples/*'],
      settings: {},
      build: async (outDir) => (await import('../../../graphql/src/graphiql/build.ts')).buildGraphiql(outDir),
    },
    say,
  );
  return { phone: join(phone), his: join(his), graphiql: join(graphiql) };
}
