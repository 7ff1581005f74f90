'use client';
import { Link } from '@tallystick/ui';
import type { JSX } from 'react';
import { HomeExposure } from './home-exposure.tsx';
import { HomeWorking } from './home-working.tsx';
import { usePhoneState } from './phone-context.tsx';

/** The three questions of a person who opens the app: is it working, have I been exposed, what can I do. */
export function HomeScreen(): JSX.Element {
  const { publications } = usePhoneState();
  const waiting = publications.some(({ receipt, refused }) => receipt === undefined && refused === undefined);
  return (
    <div className="phone-home">
      <h1 className="ts-hidden">Home</h1>
      <HomeWorking />
      <HomeExposure />
      <div className="ts-stack-tight">
        <Link look="primary" size="large" block href="/share" icon="share">
          I have a code
        </Link>
        <p className="ts-small ts-muted phone-centre">
          {waiting
            ? 'What you shared is sent as soon as you are online.'
            : 'From the hospital, after a positive test. It lets you warn others.'}
        </p>
      </div>
    </div>
  );
}
