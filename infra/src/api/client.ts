/** An answer of the API. */
export type GraphqlAnswer<T> = {
  readonly status: number;
  readonly headers: Headers;
  readonly data: T | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly field?: string; readonly stacktrace?: unknown };
  }[];
};

/** Sends a GraphQL request as a phone does. */
export async function graphql<T>(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<GraphqlAnswer<T>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Partial<GraphqlAnswer<T>>;
  return { status: response.status, headers: response.headers, data: body.data, errors: body.errors ?? [] };
}

/** The data of an answer that must have no error. */
export async function dataOf<T>(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const answer = await graphql<T>(url, query, variables);
  if (answer.errors.length > 0 || answer.data === null || answer.data === undefined) {
    throw new Error(`GraphQL: ${JSON.stringify(answer.errors)}`);
  }
  return answer.data;
}
