'use client';
import { Banner, BrandMark, Card, ErrorState, Icon, Skeleton } from '@tallystick/ui';
import type { JSX, ReactNode } from 'react';
import type { ApiError } from '../api/http.ts';
import { errorWords } from '../words/error-words.ts';
import { placeOf, signedInPlace, signInUrl } from './place.ts';
import { signInError } from './sign-in-error.ts';

function Frame({ children }: { children: ReactNode }): JSX.Element {
  return (
    <main className="his-door">
      <div className="his-door-inner">
        <p className="ts-brand">
          <BrandMark />
          Tallystick
        </p>
        {children}
      </div>
    </main>
  );
}

/** While it is not known yet whether somebody is signed in. */
export function OpeningScreen(): JSX.Element {
  return (
    <Frame>
      <Card>
        <Skeleton label="Opening" lines={4} />
      </Card>
    </Frame>
  );
}

/** Nobody is signed in: the one way in, coming back to this very place. */
export function SignInScreen({ error }: { error?: ApiError }): JSX.Element {
  const shown = signInError(window.location.search) ?? (error?.code.startsWith('SESSION') ? undefined : error);
  return (
    <Frame>
      <Card>
        <h1>Clinicians’ view</h1>
        <p>Confirm laboratory results, hand over codes, and see whether contacts could be warned.</p>
        {shown === undefined ? null : <ErrorState {...errorWords(shown)} code={shown.code} />}
        {error?.code === 'SESSION_EXPIRED' ? (
          <Banner tone="info">You were signed out because nothing happened for a while.</Banner>
        ) : null}
        {/* A plain link: this leads to the issuer and not to a page of ours. */}
        <a className="ts-button" data-variant="primary" href={signInUrl(placeOf(window.location))}>
          <Icon name="lock" />
          <span>Sign in with your hospital account</span>
        </a>
        <p className="ts-small ts-muted">Every look and every act is written into the hospital’s audit trail.</p>
      </Card>
    </Frame>
  );
}

/** The session has ended while somebody was at work: what they typed stays below, unseen, until they are back. */
export function LockedScreen({ name }: { name: string }): JSX.Element {
  return (
    <Frame>
      <Card>
        <h1>You were signed out</h1>
        <p>Nothing happened for a while, so the page was locked. What you typed is still there.</p>
        <a
          className="ts-button"
          data-variant="primary"
          data-size="large"
          href={signInUrl(signedInPlace)}
          target="_blank"
          rel="noreferrer"
        >
          Sign in again (opens a new tab)
        </a>
        <p className="ts-small ts-muted">This page goes on where it was once {name} is signed in.</p>
      </Card>
    </Frame>
  );
}
