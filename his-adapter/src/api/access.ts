/** Who may call what: the rules before every route behind sign-in. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Session } from '../auth/sessions.ts';
import { type ApiContext, secondsNow } from './context.ts';
import { ApiError } from './errors.ts';
import type { Route } from './route.ts';

/** Name of the session cookie; it is sent to `/api` alone. */
export const SESSION_COOKIE = 'his_session';

/** Whether a page says that it asks by itself, to refresh what it shows. */
export function isBackground(request: FastifyRequest): boolean {
  return request.headers['x-background'] !== undefined;
}

/**
 * The session of a request, after all that can speak against it: no session, an idle one, a forged request, another
 * hospital, a missing role. Each refusal leaves a line in the security log.
 */
export function authorise(
  context: ApiContext,
  request: FastifyRequest,
  rule: { method: string; roles: Route['roles'] },
): Session {
  // Pages that refresh themselves say so: a screen left open must not keep its session alive.
  const byHand = !isBackground(request);
  const session = context.sessions.touch(request.cookies[SESSION_COOKIE], secondsNow(context), byHand);
  if (session === 'missing') throw new ApiError('SESSION_MISSING');
  if (session === 'expired') throw new ApiError('SESSION_EXPIRED');
  if (rule.method !== 'GET') checkForgery(context, request, session);
  const { user } = session;
  if (user.facility !== context.settings.facility) throw new ApiError('OTHER_FACILITY');
  if (rule.roles.length > 0 && !rule.roles.some((role) => user.roles.includes(role)))
    throw new ApiError('ROLE_MISSING');
  return session;
}

/** A request that changes something carries the session's token and, where the browser says it, our own origin. */
function checkForgery(context: ApiContext, request: FastifyRequest, session: Session): void {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== context.settings.hisOrigin) throw new ApiError('CSRF_FAILED');
  const given = Buffer.from(String(request.headers['x-csrf-token'] ?? ''));
  const expected = Buffer.from(session.csrf);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new ApiError('CSRF_FAILED');
}
