import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { errorCodes, isErrorCode, TallystickError } from '@tallystick/protocol';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { z } from 'zod';

/** Which of our codes stands for what the GraphQL machinery refuses by itself. */
const machineryCodes: Readonly<Record<string, 'BAD_REQUEST'>> = {
  [ApolloServerErrorCode.GRAPHQL_PARSE_FAILED]: 'BAD_REQUEST',
  [ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED]: 'BAD_REQUEST',
  [ApolloServerErrorCode.BAD_USER_INPUT]: 'BAD_REQUEST',
  [ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE]: 'BAD_REQUEST',
  [ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND]: 'BAD_REQUEST',
  [ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED]: 'BAD_REQUEST',
  [ApolloServerErrorCode.BAD_REQUEST]: 'BAD_REQUEST',
};

/** The one error family for anything that was thrown. */
export function asTallystickError(thrown: unknown): TallystickError {
  if (thrown instanceof TallystickError) return thrown;
  if (thrown instanceof z.ZodError) {
    const [issue] = thrown.issues;
    const field = issue?.path.map(String).join('.');
    return new TallystickError('BAD_REQUEST', field === undefined || field === '' ? {} : { field });
  }
  return new TallystickError('INTERNAL', { cause: thrown });
}

/**
 * What a client sees of an error: message, `extensions.code` (one of the stable codes) and, where known, `extensions.field`. Never a
 * stack, never the text of an unexpected error, which goes to the log.
 */
export function formatGraphqlError(
  log: Logger,
): (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError {
  return (formatted, thrown) => {
    const original = unwrapResolverError(thrown);
    const cause = original instanceof GraphQLError ? (original.originalError ?? original) : original;
    const where = {
      ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
      ...(formatted.path === undefined ? {} : { path: formatted.path }),
    };
    const code = String(formatted.extensions?.code);
    if (!(cause instanceof TallystickError) && !(cause instanceof z.ZodError)) {
      const known = machineryCodes[code];
      if (known !== undefined) return { ...where, message: formatted.message, extensions: { code: known } };
      log.error({ err: cause }, 'a request failed unexpectedly');
    }
    const { message, code: stable, field } = asTallystickError(cause);
    return { ...where, message, extensions: { code: stable, ...(field === undefined ? {} : { field }) } };
  };
}

/** Body of an error answer outside GraphQL, in the same form. */
export function errorBody(error: TallystickError): object {
  const { message, code, field } = error;
  return { errors: [{ message, extensions: { code, ...(field === undefined ? {} : { field }) } }] };
}

/** HTTP status of the codes that have one of their own; everything else is 400 or 500. */
const httpStatus: Partial<Record<TallystickError['code'], number>> = {
  NOT_FOUND: 404,
  NOT_WITNESSED: 404,
  GONE: 410,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  CHANNEL_BUSY: 503,
  LEDGER_UNAVAILABLE: 503,
  AUDITOR_UNAVAILABLE: 503,
  LEDGER_TIMEOUT: 504,
};

/** HTTP status of an error outside GraphQL. */
export function statusOf(error: TallystickError): number {
  return httpStatus[error.code] ?? 400;
}

/** Sentence of a code, for answers that are made without an error object. */
export function sentenceOf(code: string): string {
  return isErrorCode(code) ? errorCodes[code] : errorCodes.INTERNAL;
}
