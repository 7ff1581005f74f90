import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { ServiceContext } from '../context.ts';
import { measureVaries } from '../limits/measure.ts';
import { checkLimits } from '../limits/plugin.ts';

/** Most documents that are remembered, and most characters of one: the applications' own are few and short. */
const maxDocuments = 200;
const maxLength = 4_096;

/** A document that Apollo has parsed and validated and of which an operation has been executed within the limits. */
type Known = {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Whether it may be beyond the limits with other variables. */
  readonly varies: boolean;
};

/** A request as clients send it over and over again. */
type PlainRequest = {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
};

/** Answers requests of known documents. */
export type KnownDocuments = {
  /** Remembers what Apollo has taken. */
  readonly plugin: ApolloServerPlugin<ServiceContext>;
  /** Answers a request, or does nothing and says false: then it is Apollo's. Whether it runs is decided before anything of it runs. */
  answer(request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
};

const jsonType = 'application/json; charset=utf-8';

/** The request's parts when its shape leaves no question open; anything unusual is Apollo's to judge. */
function plainRequest({ body, headers }: FastifyRequest): PlainRequest | undefined {
  if (headers.accept !== undefined && headers.accept !== '*/*' && headers.accept !== 'application/json')
    return undefined;
  if (typeof body !== 'object' || body === null || 'extensions' in body || !('query' in body)) return undefined;
  const { query } = body;
  const operationName = ('operationName' in body ? body.operationName : undefined) ?? undefined;
  const variables = ('variables' in body ? body.variables : undefined) ?? {};
  if (typeof query !== 'string' || (operationName !== undefined && typeof operationName !== 'string')) return undefined;
  if (typeof variables !== 'object' || Array.isArray(variables)) return undefined;
  return { query, operationName, variables: variables as Record<string, unknown> };
}

/** Whether a request is within the limits; Apollo says what is wrong with one that is not. */
function withinLimits(schema: GraphQLSchema, known: Known, variables: Readonly<Record<string, unknown>>): boolean {
  if (!known.varies) return true;
  try {
    checkLimits(schema, known.document, known.operation, variables);
    return true;
  } catch {
    return false;
  }
}

/** What an error says about the HTTP answer (`extensions.http`), as Apollo reads it. */
type HttpHead = { readonly status?: number; readonly headers?: ReadonlyMap<string, string> };

/**
 * Executes documents that are known by heart without Apollo's pipeline, which costs twice as much as all the rest of a request. Parsed
 * and validated by Apollo, measured against the limits (each time where variables count), executed by the same schema and formatted by the same function: a
 * client cannot tell the difference, and a test holds the two together. What was refused before it was executed is left to Apollo.
 */
export function knownDocuments(
  schema: GraphQLSchema,
  context: ServiceContext,
  format: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError,
): KnownDocuments {
  const documents = new Map<string, Known>();
  const nameOf = (query: string, operationName: string | null | undefined): string =>
    `${operationName ?? ''}\n${query}`;

  const formatted = (error: GraphQLError, reply: FastifyReply): GraphQLFormattedError => {
    const { http, ...extensions } = error.extensions as Record<string, unknown> & { http?: HttpHead };
    if (http?.status !== undefined) reply.code(http.status);
    for (const [name, value] of http?.headers ?? []) reply.header(name, value);
    return format({ ...error.toJSON(), extensions: { code: 'INTERNAL_SERVER_ERROR', ...extensions } }, error);
  };

  return {
    plugin: {
      requestDidStart: async () => ({
        // Only what passed every check gets here.
        executionDidStart: async ({ source, request, document, operation }) => {
          const name = nameOf(source, request.operationName);
          if (operation === undefined || source.length > maxLength || documents.has(name)) return;
          const oldest = documents.size >= maxDocuments ? documents.keys().next().value : undefined;
          if (oldest !== undefined) documents.delete(oldest);
          documents.set(name, { document, operation, varies: measureVaries(document) });
        },
      }),
    },
    answer: async (request, reply) => {
      const plain = plainRequest(request);
      const known = plain && documents.get(nameOf(plain.query, plain.operationName));
      if (plain === undefined || known === undefined || !withinLimits(schema, known, plain.variables)) return false;
      const { operationName, variables } = plain;
      const { data, errors }: ExecutionResult = await execute({
        schema,
        document: known.document,
        contextValue: context,
        variableValues: variables,
        operationName,
      });
      // Variables that do not fit: nothing was executed.
      if (data === undefined) return false;
      const body = { errors: errors?.map((error) => formatted(error, reply)), data };
      reply.type(jsonType).send(`${JSON.stringify(body)}\n`);
      return true;
    },
  };
}
