'use client';
import { Banner, Button } from '@tallystick/ui';
import { type JSX, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import { fetchSession, hisApi } from '../api/his-api.ts';
import { ApiError, type Ask, ask } from '../api/http.ts';
import type { Session } from '../api/shapes.ts';
import { signedInChannel } from './place.ts';
import { SessionContext, type Signed } from './session-context.ts';
import { LockedScreen, OpeningScreen, SignInScreen } from './sign-in-screen.tsx';
import { useIdleness } from './use-idleness.ts';

type Stand =
  | { at: 'opening' }
  | { at: 'out'; error?: ApiError }
  | { at: 'in'; session: Session }
  | { at: 'locked'; session: Session };

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError('INTERNAL', 'Something went wrong.', 0);

/** Whether two sessions are of one person. */
const samePerson = (one: Session, other: Session): boolean =>
  one.user.name === other.user.name && one.user.facility === other.user.facility;

/**
 * Shows its children only to somebody who is signed in. When a session ends, the page is hidden but not taken down, so
 * that whatever was typed is there again once the same person has signed in.
 */
export function SessionGate({ children }: { children: ReactNode }): JSX.Element {
  const [stand, setStand] = useState<Stand>({ at: 'opening' });
  const standing = useRef(stand);
  standing.current = stand;
  const session = stand.at === 'in' || stand.at === 'locked' ? stand.session : undefined;
  const open = useCallback(async (): Promise<void> => {
    try {
      const opened = await fetchSession();
      const before = standing.current;
      if (before.at === 'locked' && !samePerson(before.session, opened)) return window.location.reload();
      setStand({ at: 'in', session: opened });
    } catch (error) {
      if (standing.current.at !== 'locked') setStand({ at: 'out', error: asApiError(error) });
    }
  }, []);

  const keep = useCallback(() => {
    // Says that somebody is there; what is wrong with the session the next request will tell.
    fetchSession().catch(() => undefined);
  }, []);
  const idleness = useIdleness(session?.idleSeconds ?? 600, stand.at === 'in', keep);

  useEffect(() => {
    void open();
    const channel = new BroadcastChannel(signedInChannel);
    channel.onmessage = () => void open();
    const look = (): void => {
      if (standing.current.at === 'locked') void open();
    };
    window.addEventListener('focus', look);
    return () => {
      channel.close();
      window.removeEventListener('focus', look);
    };
  }, [open]);

  const csrf = session?.csrfToken;
  const send = useCallback(
    async <Shape extends z.ZodType>(request: Ask<Shape>): Promise<z.infer<Shape>> => {
      try {
        return await ask({ ...request, ...(csrf === undefined || request.method === undefined ? {} : { csrf }) });
      } catch (error) {
        if (error instanceof ApiError && error.code.startsWith('SESSION')) {
          setStand((now) => (now.at === 'in' ? { at: 'locked', session: now.session } : now));
        } else if (error instanceof ApiError && error.code === 'CSRF_FAILED') {
          void open();
        }
        throw error;
      }
    },
    [csrf, open],
  );
  const api = useMemo(() => hisApi(send), [send]);

  useEffect(() => {
    if (idleness.state !== 'over') return;
    setStand((now) => (now.at === 'in' ? { at: 'locked', session: now.session } : now));
    api.signOut().catch(() => undefined); // ends by itself on the other side too
  }, [idleness.state, api]);

  const signOut = useCallback(async () => {
    const ended = await api.signOut().catch(() => undefined);
    window.location.assign(ended?.endSessionUrl ?? '/');
  }, [api]);

  const signed = useMemo<Signed | null>(
    () =>
      session === undefined
        ? null
        : { session, api, isPresent: stand.at === 'in' && idleness.state !== 'over', signOut },
    [session, api, stand.at, idleness.state, signOut],
  );

  if (stand.at === 'opening') return <OpeningScreen />;
  if (stand.at === 'out') return stand.error === undefined ? <SignInScreen /> : <SignInScreen error={stand.error} />;
  return (
    <SessionContext value={signed}>
      {stand.at === 'locked' ? <LockedScreen name={stand.session.user.name} /> : null}
      <div hidden={stand.at === 'locked'}>
        {idleness.state === 'ending' ? (
          <div className="his-ending">
            <Banner tone="warn" icon="clock" live="assertive" action={<Button>Stay signed in</Button>}>
              Are you still there? This page locks in {idleness.left} s.
            </Banner>
          </div>
        ) : null}
        {children}
      </div>
    </SessionContext>
  );
}
