import { isErrorCode, TallystickError } from '@tallystick/protocol';
import { z } from 'zod';
import { Unreachable } from '../../net/errors.ts';

/** One question to the open API: its GraphQL text, what it is given, and the shape of the answer's `data`. */
export interface OpenQuery<Shape extends z.ZodType> {
  readonly text: string;
  readonly variables?: Readonly<Record<string, string | number>>;
  readonly shape: Shape;
}

const envelope = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }).partial().optional() })).optional(),
});

/** The address under which anybody can ask the same: GraphQL over GET, which takes queries alone. */
export function queryUrl({ text, variables }: Pick<OpenQuery<z.ZodType>, 'text' | 'variables'>): string {
  const parameters = new URLSearchParams({ query: text.replaceAll(/\s+/g, ' ').trim() });
  if (variables !== undefined) parameters.set('variables', JSON.stringify(variables));
  return `/graphql?${parameters}`;
}

/**
 * Asks the open API.
 *
 * @throws Unreachable when nobody answers, TallystickError with the API's code otherwise.
 */
export async function askOpen<Shape extends z.ZodType>(
  query: OpenQuery<Shape>,
  signal?: AbortSignal,
): Promise<z.infer<Shape>> {
  let body: unknown;
  try {
    const response = await fetch(queryUrl(query), {
      headers: { accept: 'application/json' },
      credentials: 'omit',
      cache: 'no-store',
      ...(signal === undefined ? {} : { signal }),
    });
    body = await response.json();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Unreachable('server', cause);
  }
  const parsed = envelope.safeParse(body);
  if (!parsed.success || (parsed.data.data === undefined && parsed.data.errors === undefined)) {
    throw new Unreachable('server', parsed.error);
  }
  const [error] = parsed.data.errors ?? [];
  if (error !== undefined) {
    const code = error.extensions?.code ?? '';
    throw new TallystickError(isErrorCode(code) ? code : 'INTERNAL');
  }
  const read = query.shape.safeParse(parsed.data.data);
  if (!read.success) throw new TallystickError('INTERNAL', { cause: read.error });
  return read.data;
}
