import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { TallystickError } from '@tallystick/protocol';
import { type DocumentNode, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { type QueryLimits, queryLimits } from './limits.ts';
import { measureQuery } from './measure.ts';

/** Refuses an operation that is too deep, too wide or too dear. @throws GraphQLError with status 400. */
export function checkLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  limits: QueryLimits = queryLimits,
): void {
  if (schema.getRootType(operation.operation) === undefined) throw refusal(new TallystickError('BAD_REQUEST'));
  const measure = measureQuery(schema, document, operation, variables, limits.cost);
  for (const name of ['depth', 'introspectionDepth', 'aliases', 'cost'] as const) {
    if (measure[name] <= limits[name]) continue;
    const message = `The query has a ${name} of more than ${limits[name]}.`;
    throw refusal(new TallystickError('QUERY_TOO_COMPLEX', { message, field: name }));
  }
}

/** Applies {@link checkLimits} before anything of a query is resolved. */
export function limitsPlugin(limits: QueryLimits = queryLimits): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request }) => {
        if (operation !== undefined) checkLimits(schema, document, operation, request.variables ?? {}, limits);
      },
    }),
  };
}

/** Refused as a whole, before anything ran: that is a status of its own in GraphQL over HTTP. */
function refusal(originalError: TallystickError): GraphQLError {
  return new GraphQLError(originalError.message, { originalError, extensions: { http: { status: 400 } } });
}
