/** The place to come back to after signing in: the path and query of this page, never another origin. */
export function placeOf(location: { pathname: string; search: string }): string {
  const path = location.pathname.startsWith('/') && !location.pathname.startsWith('//') ? location.pathname : '/';
  const query = new URLSearchParams(location.search);
  query.delete('error'); // what went wrong the last time is no part of the place
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Where signing in begins, to come back to `place`. */
export function signInUrl(place: string): string {
  return `/api/auth/login?returnTo=${encodeURIComponent(place)}`;
}

/** Where a tab that was opened only for signing in ends. */
export const signedInPlace = '/signed-in';

/** The channel on which that tab tells the others. */
export const signedInChannel = 'tallystick-signed-in';
