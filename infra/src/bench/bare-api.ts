/** The API with nothing behind it: Apollo on Fastify, whose mutation waits for a timer. Tells its parent the port. */

import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import fastify from 'fastify';

/** Milliseconds that the mutation waits: a quick ledger's answer. */
const waitMs = 50;

const app = fastify({ logger: false, forceCloseConnections: true });
const apollo = new ApolloServer({
  typeDefs: `
    type Query { ready: Boolean! }
    type Commitment { root: String! }
    type Mutation { commitEncounters(root: String!): Commitment! }`,
  resolvers: {
    Query: { ready: () => true },
    Mutation: {
      commitEncounters: async (_: unknown, { root }: { root: string }) => {
        await sleep(waitMs);
        return { root };
      },
    },
  },
  plugins: [fastifyApolloDrainPlugin(app)],
});
await apollo.start();
app.post('/graphql', fastifyApolloHandler(apollo));
await app.listen({ port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit(0));
process.send?.({ port: (app.server.address() as { port: number }).port });
