import { ApiError } from '../api/http.ts';

/** The error that the API's callback leaves in the address when signing in did not work. */
export function signInError(search: string): ApiError | undefined {
  const code = new URLSearchParams(search).get('error');
  return code === 'SIGN_IN_FAILED' ? new ApiError(code, 'Signing in did not work.', 401) : undefined;
}
