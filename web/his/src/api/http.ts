import type { z } from 'zod';
import { errorAnswer } from './shapes.ts';

/** What the API answered instead of what was asked; `OFFLINE` when nothing answered at all. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly field: string | undefined;

  constructor(code: string, message: string, status: number, field?: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.field = field;
  }
}

/** One request to the clinician API. */
export interface Ask<Shape extends z.ZodType> {
  readonly path: string;
  readonly shape: Shape;
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  /** Proves that the request comes from this page; needed by everything but GET. */
  readonly csrf?: string;
  readonly signal?: AbortSignal;
  /** Asked by the page itself and by nobody's hand: does not keep the session alive. */
  readonly background?: boolean;
}

async function failure(response: Response): Promise<ApiError> {
  const parsed = errorAnswer.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return new ApiError('INTERNAL', 'The answer was not understood.', response.status);
  const { code, message, field } = parsed.data.error;
  return new ApiError(code, message, response.status, field);
}

/**
 * Asks the clinician API and parses its answer.
 * @throws ApiError with the API's stable code, `OFFLINE`, or `ANSWER_UNKNOWN` for an answer of another shape
 */
export async function ask<Shape extends z.ZodType>(request: Ask<Shape>): Promise<z.infer<Shape>> {
  const { path, shape, method = 'GET', body, csrf, signal, background } = request;
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
        ...(background === true ? { 'x-background': '1' } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('OFFLINE', 'The hospital system cannot be reached.', 0);
  }
  if (!response.ok) throw await failure(response);
  const parsed = shape.safeParse(response.status === 204 ? undefined : await response.json().catch(() => undefined));
  if (!parsed.success) throw new ApiError('ANSWER_UNKNOWN', 'The answer was not understood.', response.status);
  return parsed.data;
}
