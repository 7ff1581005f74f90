/** What a route of the clinician API is declared as. */
import type { z } from 'zod';
import type { User } from '../auth/sessions.ts';
import type { ApiContext } from './context.ts';

/** A role of a signed-in person. */
export type Role = User['roles'][number];

/** What a handler is given. */
export interface Call<P, Q, B> {
  context: ApiContext;
  user: User;
  params: P;
  query: Q;
  body: B;
  /** The page asked by itself and not by anybody's hand. */
  background: boolean;
}

/** One route behind sign-in. */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST';
  /** Fastify's form, `/api/cases/:id`. */
  url: string;
  summary: string;
  /** Roles of which one is needed; none named means that any signed-in person of this hospital may. */
  roles: readonly Role[];
  params?: P;
  query?: Q;
  body?: B;
  response: R;
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): z.input<R> | Promise<z.input<R>>;
}

/** Declares a route, its types inferred from its schemas. */
export function route<
  R extends z.ZodType,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(given: Route<P, Q, B, R>): Route {
  return given as unknown as Route;
}
