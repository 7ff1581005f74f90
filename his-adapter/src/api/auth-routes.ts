/** Signing in and out, and who is signed in. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SignIn } from '../auth/oidc.ts';
import { errorName } from '../log.ts';
import { authorise, SESSION_COOKIE } from './access.ts';
import { type ApiContext, secondsNow } from './context.ts';
import { ApiError } from './errors.ts';

/** Name of the cookie that binds a login to the browser that began it; each login has its own, for each tab may begin one. */
const loginCookie = (state: string): string => `his_login_${state.slice(0, 12)}`;

const callbackQuery = z.object({
  state: z
    .string()
    .regex(/^[\w-]{12,200}$/)
    .catch('none-or-none-of-ours'),
});
const loginQuery = z.object({ returnTo: z.string().max(300).optional() });

/** Adds the routes. */
export function addAuthRoutes(app: FastifyInstance, context: ApiContext, signIn: SignIn): void {
  const { settings, sessions, log, store } = context;
  const secure = settings.hisOrigin.startsWith('https:');

  app.get('/api/auth/login', async (request, reply) => {
    const { returnTo } = loginQuery.parse(request.query);
    const begun = await signIn.begin().catch((error: unknown) => {
      log('error', 'issuer-unavailable', { code: errorName(error) });
      throw new ApiError('ISSUER_UNAVAILABLE');
    });
    const { verifier, nonce, state, url } = begun;
    sessions.begin(state, { verifier, nonce, returnTo: localPath(returnTo) }, secondsNow(context));
    // Lax: the callback is a navigation that comes from the issuer's site.
    reply.setCookie(loginCookie(state), state, {
      path: '/api/auth',
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge: 600,
    });
    return reply.redirect(url);
  });

  app.get('/api/auth/callback', async (request, reply) => {
    const { state } = callbackQuery.parse(request.query);
    const begunHere = request.cookies[loginCookie(state)] === state;
    const login = begunHere ? sessions.finish(state, secondsNow(context)) : undefined;
    reply.clearCookie(loginCookie(state), { path: '/api/auth' });
    if (!login) {
      log('security', 'refused', { code: 'SIGN_IN_FAILED', route: '/api/auth/callback' });
      return reply.redirect(`${settings.hisOrigin}/?error=SIGN_IN_FAILED`);
    }
    try {
      const { user, idToken } = await signIn.finish(new URL(request.url, settings.hisOrigin), { ...login, state });
      const at = secondsNow(context);
      const value = sessions.open(user, idToken, at);
      store.audit.add(at, user, 'sign-in', { detail: user.roles.join(' ') });
      reply.setCookie(SESSION_COOKIE, value, { path: '/api', httpOnly: true, sameSite: 'strict', secure });
      return reply.redirect(`${settings.hisOrigin}${login.returnTo}`);
    } catch (error) {
      log('security', 'refused', { code: 'SIGN_IN_FAILED', route: '/api/auth/callback', text: errorName(error) });
      return reply.redirect(`${settings.hisOrigin}/?error=SIGN_IN_FAILED`);
    }
  });

  app.post('/api/auth/logout', async (request, reply) => {
    // Whoever may not sign out of another's session may not do it here either.
    authoriseAnyFacility(context, request);
    const closed = sessions.close(request.cookies[SESSION_COOKIE]);
    reply.clearCookie(SESSION_COOKIE, { path: '/api' });
    if (!closed) return {};
    store.audit.add(secondsNow(context), closed.user, 'sign-out');
    const endSessionUrl = await signIn.endSessionUrl(closed.idToken).catch(() => undefined);
    return endSessionUrl === undefined ? {} : { endSessionUrl };
  });

  app.get('/api/session', async (request) => {
    const { user, csrf } = authorise(context, request, { method: 'GET', roles: [] });
    return {
      user: { name: user.name, roles: user.roles, facility: user.facility },
      csrfToken: csrf,
      idleSeconds: settings.idleSeconds,
      facility: settings.facility,
      embedded: settings.embedded,
      conditions: context.policy.conditions.map(({ id, name }) => ({ id, name })),
    };
  });
}

/** Signing out is open to people of other hospitals too, who otherwise could never leave. */
function authoriseAnyFacility(context: ApiContext, request: Parameters<typeof authorise>[1]): void {
  try {
    authorise(context, request, { method: 'POST', roles: [] });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'OTHER_FACILITY') throw error;
  }
}

/** A path on our own origin; anything else leads to the start. */
function localPath(given: string | undefined): string {
  return given !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(given) ? given : '/';
}
