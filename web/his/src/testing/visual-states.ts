import type { PageState } from '@tallystick/ui/testing';
import * as answers from './stubbed-answers.ts';
import type { Stub } from './stubbed-api.ts';

/** One state of one page, with what the stubbed API answers instead of the usual. */
export interface VisualState extends PageState {
  readonly stubs?: Readonly<Record<string, Stub | 'never' | 'offline'>>;
}

const failing: Stub = { status: 500, code: 'INTERNAL', message: 'Something went wrong on our side.' };
const noSession: Stub = { status: 401, code: 'SESSION_MISSING', message: 'Sign in to go on.' };

/** The named list: page × state. The test runs each in both themes and at both widths. */
export const visualStates: readonly VisualState[] = [
  { name: 'sign-in', path: '/', stubs: { '/api/session': noSession }, sees: 'Sign in with your hospital account' },
  {
    name: 'sign-in-offline',
    path: '/',
    stubs: { '/api/session': 'offline' },
    sees: 'The hospital system cannot be reached.',
  },
  {
    name: 'sign-in-failed',
    path: '/?error=SIGN_IN_FAILED',
    stubs: { '/api/session': noSession },
    sees: 'Signing in did not work.',
  },
  { name: 'worklist', path: '/', sees: 'Testmann, Erika' },
  { name: 'worklist-loading', path: '/', stubs: { '/api/worklist': 'never' }, sees: 'Fetching the worklist' },
  {
    name: 'worklist-empty',
    path: '/',
    stubs: { '/api/worklist': { body: { ...answers.worklist, items: [] } } },
    sees: 'Nothing needs you at the moment.',
  },
  {
    name: 'worklist-error',
    path: '/',
    stubs: { '/api/worklist': failing },
    sees: 'Something went wrong in the hospital system.',
  },
  {
    name: 'keyboard',
    path: '/',
    sees: 'Next row',
    reach: async (page) => {
      await page.getByText('Testmann, Erika').first().waitFor();
      await page.keyboard.press('?');
    },
  },
  { name: 'case-ready', path: '/case?id=ready', sees: 'How sure is the diagnosis?' },
  {
    name: 'case-confirm-missing',
    path: '/case?id=held',
    sees: 'Say how sure the diagnosis is.',
    reach: (page) => page.getByRole('button', { name: 'Confirm and make a code' }).click(),
  },
  {
    name: 'case-confirm-onset',
    path: '/case?id=ready',
    sees: 'Use 2026-03-06 from the record',
    reach: async (page) => {
      await page.getByText('Confirmed by a test').click();
      await page.getByText('On a day that is known').click();
    },
  },
  {
    name: 'case-code',
    path: '/case?id=unclaimed',
    sees: 'Code for the patient',
    reach: (page) => page.getByRole('button', { name: 'Show the code' }).click(),
  },
  {
    name: 'case-revoke',
    path: '/case?id=exported',
    sees: 'Keys have been published.',
    reach: (page) => page.getByRole('button', { name: 'Revoke …' }).click(),
  },
  { name: 'case-exported', path: '/case?id=exported', sees: 'from 208 answers' },
  { name: 'case-revoked', path: '/case?id=revoked', sees: 'swapped two specimens' },
  { name: 'case-unknown', path: '/case?id=none', sees: 'There is nothing by that name.' },
  { name: 'new-case', path: '/new', sees: 'Why it is entered by hand' },
  { name: 'inbox', path: '/inbox', sees: 'holds no PID segment' },
  {
    name: 'inbox-empty',
    path: '/inbox',
    stubs: { '/api/inbox': { body: { items: [] } } },
    sees: 'Every message could be taken.',
  },
  { name: 'message', path: '/message?id=3', sees: 'What its sender was told' },
  { name: 'outbox', path: '/outbox', sees: 'Send again' },
  { name: 'audit', path: '/audit', sees: 'Confirmed a case' },
  { name: 'not-found', path: '/nowhere', sees: 'There is nothing at this address' },
];
