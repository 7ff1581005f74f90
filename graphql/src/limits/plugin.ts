import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { TallystickError } from '@tallystick/protocol';
import { type QueryLimits, queryLimits } from './limits.ts';
import { measureQuery } from './measure.ts';

/** Refuses queries that are too deep, too wide or too dear, before anything of them is resolved. */
export function limitsPlugin(limits: QueryLimits = queryLimits): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request }) => {
        if (operation === undefined) return;
        const measure = measureQuery(schema, document, operation, request.variables ?? {}, limits.cost);
        for (const name of ['depth', 'introspectionDepth', 'aliases', 'cost'] as const) {
          if (measure[name] <= limits[name]) continue;
          throw new TallystickError('QUERY_TOO_COMPLEX', {
            message: `The query has a ${name} of more than ${limits[name]}.`,
            field: name,
          });
        }
      },
    }),
  };
}
