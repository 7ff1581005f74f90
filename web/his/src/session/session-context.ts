'use client';
import { createContext, useContext } from 'react';
import type { HisApi } from '../api/his-api.ts';
import type { Role, Session } from '../api/shapes.ts';

/** What every page has at hand while somebody is signed in. */
export interface Signed {
  readonly session: Session;
  readonly api: HisApi;
  /** Whether a person is there: nothing is asked of the API in the background while nobody is. */
  readonly isPresent: boolean;
  readonly signOut: () => Promise<void>;
}

/** Null outside of a session. */
export const SessionContext = createContext<Signed | null>(null);

/** The session; pages are shown only inside of one. */
export function useSigned(): Signed {
  const signed = useContext(SessionContext);
  if (signed === null) throw new Error('This part is only shown to somebody who is signed in.');
  return signed;
}

/** Whether the signed-in person has a role. */
export function useHasRole(role: Role): boolean {
  return useSigned().session.user.roles.includes(role);
}
