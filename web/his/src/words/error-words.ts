import type { ReactNode } from 'react';
import type { ApiError } from '../api/http.ts';

/** The three parts of an error. */
export interface Words {
  readonly happened: ReactNode;
  readonly means: ReactNode;
  readonly todo: ReactNode;
}

const kept = 'Nothing that you typed is lost.';

const byCode: Readonly<Record<string, Words>> = {
  OFFLINE: {
    happened: 'The hospital system cannot be reached.',
    means: `What you see may be out of date, and nothing was sent. ${kept}`,
    todo: 'Check the network of this computer and try again.',
  },
  LEDGER_UNAVAILABLE: {
    happened: 'The ledger cannot be reached.',
    means: 'What you decided is stored here and will be sent by itself as soon as the ledger answers.',
    todo: 'You do not need to do it again. Look at “Not sent” later.',
  },
  CASE_STATE: {
    happened: 'This case has changed in the meantime.',
    means: `What you wanted to do is no longer possible as the case stands now. ${kept}`,
    todo: 'Look at the case as it is now and decide again.',
  },
  SIGN_IN_FAILED: {
    happened: 'Signing in did not work.',
    means: 'The sign-in took too long, was begun in another window, or was refused. You are not signed in.',
    todo: 'Try again from here.',
  },
  ISSUER_UNAVAILABLE: {
    happened: 'The hospital’s sign-in service cannot be reached.',
    means: 'Nobody can sign in at the moment. Laboratory results are taken all the same.',
    todo: 'Try again in a few minutes, or tell your administrator.',
  },
  ROLE_MISSING: {
    happened: 'Your role does not allow this.',
    means: 'Nothing has changed.',
    todo: 'Ask a colleague who may issue or revoke codes, or your administrator.',
  },
  OTHER_FACILITY: {
    happened: 'Your account belongs to another hospital.',
    means: 'You cannot see or change cases of this one.',
    todo: 'Sign in with an account of this hospital.',
  },
  CODE_GONE: {
    happened: 'The code can no longer be shown.',
    means: 'It was used, withdrawn, or its time is over.',
    todo: 'If the patient still needs one, issue another.',
  },
  STILL_SENDING: {
    happened: 'The previous code is still on its way to the ledger.',
    means: 'Two codes for one case must not be under way at the same time.',
    todo: 'Wait a moment and try again.',
  },
  NOT_FOUND: {
    happened: 'There is nothing by that name.',
    means: 'It may belong to another hospital, or the address may be wrong.',
    todo: 'Go back to the worklist.',
  },
  CSRF_FAILED: {
    happened: 'This page is from an earlier session.',
    means: `Nothing was sent. ${kept}`,
    todo: 'Try again; the page has renewed itself.',
  },
  ANSWER_UNKNOWN: {
    happened: 'The hospital system answered in a form that this page does not know.',
    means: 'Page and system may be of different versions. Nothing is shown rather than something wrong.',
    todo: 'Reload the page. If that does not help, tell your administrator.',
  },
  INTERNAL: {
    happened: 'Something went wrong in the hospital system.',
    means: `It is not clear whether this was done. ${kept}`,
    todo: 'Reload, look at the case, and try again if it has not been done.',
  },
};

/** An error of the API in words: what happened, what it means, what to do. */
export function errorWords(error: Pick<ApiError, 'code' | 'message'>): Words {
  return (
    byCode[error.code] ?? {
      happened: error.message,
      means: `Nothing has changed. ${kept}`,
      todo: 'Correct what is named and try again.',
    }
  );
}
