import { isErrorCode, TallystickError } from '@tallystick/protocol';
import { z } from 'zod';
import { Unreachable } from './errors.ts';

const answer = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).partial().optional() }))
    .optional(),
});

/** Milliseconds after which a request counts as unanswered; a mutation waits for its commit. */
const TIMEOUT = 30_000;

/**
 * Sends one operation to the API and reads one field of its answer.
 *
 * @throws Unreachable when nobody answers, TallystickError with the API's code otherwise.
 */
export async function graphql<T>(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  field: string,
  shape: z.ZodType<T>,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (cause) {
    throw new Unreachable('server', cause);
  }
  const body: unknown = await response.json().catch(() => null);
  const parsed = answer.safeParse(body);
  if (!parsed.success || (response.status >= 500 && parsed.data.errors === undefined)) {
    throw new Unreachable('server', parsed.error);
  }
  const [error] = parsed.data.errors ?? [];
  if (error !== undefined) {
    const code = error.extensions?.code ?? '';
    throw new TallystickError(isErrorCode(code) ? code : 'INTERNAL');
  }
  const data = (parsed.data.data ?? {}) as Record<string, unknown>;
  const read = shape.safeParse(data[field]);
  if (!read.success) throw new TallystickError('INTERNAL', { cause: read.error });
  return read.data;
}
