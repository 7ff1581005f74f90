/** Limits of a GraphQL request. */
export type QueryLimits = {
  /** Bytes of a request body. */
  readonly bodyBytes: number;
  /** Lexical tokens of a document. */
  readonly tokens: number;
  /** Nested selections. */
  readonly depth: number;
  /** Nested selections below `__schema` and `__type`, which the usual tools need more of. */
  readonly introspectionDepth: number;
  /** Aliased fields. */
  readonly aliases: number;
  /** Fields that the answer may have, see `measureQuery`. */
  readonly cost: number;
};

/** The limits in force. */
export const queryLimits: QueryLimits = {
  bodyBytes: 64 * 1024,
  tokens: 2_000,
  depth: 8,
  introspectionDepth: 16,
  aliases: 10,
  cost: 10_000,
};

/** Most entries of one page, and what a page has when nothing is said. */
export const maxPage = 100;
export const defaultPage = 20;
