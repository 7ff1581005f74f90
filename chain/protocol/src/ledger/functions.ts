import type { z } from 'zod';
import { answersArgument, answersPrivate } from './acknowledgements.ts';
import {
  authoriseArgument,
  authorisePrivate,
  publishArgument,
  publishPrivate,
  revokeArgument,
  revokePrivate,
} from './diagnoses.ts';
import { anchorArgument, anchorPrivate } from './encounters.ts';
import { exportArgument, exportPrivate } from './exports.ts';
import { approveArgument, proposeArgument } from './policy.ts';
import { type CollectionName, purgeArgument } from './purge.ts';

/** Name of the one transient field. */
export const transientField = 'private';

/** What one transaction function takes. */
export type TransactionFunction = {
  /** Schema of the one public argument, a canonical JSON text. */
  readonly argument: z.ZodType;
  /** Schema of the transient field `private`, canonical JSON bytes; absent where nothing must expire. */
  readonly private?: z.ZodType;
  /** Collection that the private value goes to; also purge's collections are given by its argument. */
  readonly collection?: CollectionName;
};

/** Every transaction of the chaincode. */
export const transactionFunctions = {
  'encounters:anchor': { argument: anchorArgument, private: anchorPrivate, collection: 'roots' },
  'diagnoses:authorise': { argument: authoriseArgument, private: authorisePrivate, collection: 'authorisations' },
  'diagnoses:publish': { argument: publishArgument, private: publishPrivate, collection: 'keys' },
  'diagnoses:revoke': { argument: revokeArgument, private: revokePrivate, collection: 'authorisations' },
  'exports:record': { argument: exportArgument, private: exportPrivate, collection: 'keys' },
  'acknowledgements:record': { argument: answersArgument, private: answersPrivate, collection: 'keys' },
  'policy:propose': { argument: proposeArgument },
  'policy:approve': { argument: approveArgument },
  'purge:purge': { argument: purgeArgument },
} as const satisfies Record<string, TransactionFunction>;

export type TransactionName = keyof typeof transactionFunctions;

/** Argument type of a transaction function. */
export type ArgumentOf<N extends TransactionName> = z.infer<(typeof transactionFunctions)[N]['argument']>;

/** Private data type of a transaction function; undefined where it takes none. */
export type PrivateOf<N extends TransactionName> = (typeof transactionFunctions)[N] extends { private: infer P }
  ? P extends z.ZodType
    ? z.infer<P>
    : undefined
  : undefined;
