import type { BrowserContext, Route } from 'playwright';
import * as answers from './stubbed-answers.ts';

/** One stubbed answer: a body, or a status with the API's form of an error. */
export type Stub =
  | { readonly body: unknown }
  | { readonly status: number; readonly code: string; readonly message: string };

const normal: Readonly<Record<string, unknown>> = {
  '/api/session': answers.session,
  '/api/worklist': answers.worklist,
  '/api/cases/ready': answers.readyCase,
  '/api/cases/held': answers.heldCase,
  '/api/cases/unclaimed': answers.unclaimedCase,
  '/api/cases/unclaimed/code': answers.issued,
  '/api/cases/exported': answers.exportedCase,
  '/api/cases/revoked': answers.revokedCase,
  '/api/inbox': { items: [answers.message] },
  '/api/inbox/3': answers.message,
  '/api/audit': { items: answers.audit },
  '/api/auth/logout': {},
};

/** Answers `/api` of a browser context from the stubs, those given first; `never` leaves a path without an answer. */
export async function stubApi(
  context: BrowserContext,
  special: Readonly<Record<string, Stub | 'never' | 'offline'>> = {},
): Promise<void> {
  await context.route('**/api/**', async (route: Route) => {
    const { pathname } = new URL(route.request().url());
    const stub = special[pathname];
    if (stub === 'never') return;
    if (stub === 'offline') return route.abort('connectionrefused');
    if (stub !== undefined && 'status' in stub) {
      const { status, code, message } = stub;
      return route.fulfill({ status, json: { error: { code, message } } });
    }
    const body = stub?.body ?? normal[pathname];
    if (body === undefined)
      return route.fulfill({ status: 404, json: { error: { code: 'NOT_FOUND', message: 'No.' } } });
    return route.fulfill({ json: body });
  });
}
