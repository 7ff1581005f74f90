import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { TallystickError } from '@tallystick/protocol';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { type GraphQLSchema, printSchema } from 'graphql';
import type { Logger } from 'pino';
import type { ServiceContext } from '../context.ts';
import { queryLimits } from '../limits/limits.ts';
import { limitsPlugin } from '../limits/plugin.ts';
import { apiResolvers, auditorResolvers } from '../resolvers/index.ts';
import { type Face, schemaText } from '../schema/load.ts';
import { formatGraphqlError } from './errors.ts';
import { knownDocuments } from './known-documents.ts';

/** The executable schema of a face. */
export function executableSchema(face: Face): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: schemaText(face),
    resolvers: face === 'api' ? apiResolvers : auditorResolvers,
  });
}

/** Answers change with every block: nobody on the way may keep one. */
const notStored: onRequestHookHandler = (_, reply, done) => {
  reply.header('cache-control', 'no-store');
  done();
};

/** Adds `/graphql` and `/schema.graphql` to a server. */
export async function addGraphql(
  app: FastifyInstance,
  face: Face,
  context: ServiceContext,
  log: Logger,
): Promise<void> {
  const schema = executableSchema(face);
  const format = formatGraphqlError(log);
  const known = knownDocuments(schema, context, format);
  const apollo = new ApolloServer<ServiceContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    // GET takes queries only, POST needs JSON (below): a form or an image of another page can do nothing that it might not.
    csrfPrevention: false,
    parseOptions: { maxTokens: queryLimits.tokens },
    formatError: format,
    // Cache hints are nowhere used, and watching every field for them costs more than resolving it.
    plugins: [limitsPlugin(), known.plugin, ApolloServerPluginCacheControlDisabled(), fastifyApolloDrainPlugin(app)],
    logger: log,
  });
  await apollo.start();
  const apolloHandler = fastifyApolloHandler(apollo, { context: async () => context });
  app.get('/graphql', { onRequest: notStored, handler: apolloHandler });
  app.post('/graphql', {
    onRequest: notStored,
    preValidation: (request, _, done) => {
      const empty = request.body === undefined || request.body === null;
      done(empty ? new TallystickError('BAD_REQUEST') : undefined);
    },
    handler: async function (request, reply) {
      return (await known.answer(request, reply)) ? reply : apolloHandler.call(this, request, reply);
    },
  });
  app.options('/graphql', (_, reply) =>
    reply
      .code(204)
      .header('access-control-allow-origin', '*')
      .header('access-control-allow-methods', 'GET')
      .header('access-control-allow-headers', 'accept, content-type')
      .header('access-control-max-age', '86400')
      .send(),
  );
  const sdl = printSchema(schema);
  app.get('/schema.graphql', (_, reply) => reply.type('text/plain; charset=utf-8').send(`${sdl}\n`));
}
