'use client';
import { Banner, Link } from '@tallystick/ui';
import type { JSX } from 'react';
import { lengthInWords } from '../domain/words.ts';
import { usePhoneState } from './phone-context.tsx';

/** Seconds by which the clocks may differ before the phone says so. */
const CLOCK_TOLERANCE = 600;

/** What every screen has to say while it is so, the gravest alone. */
export function PhoneNotices(): JSX.Element | null {
  const { broken, otherNetwork, serverAhead, online } = usePhoneState();
  if (broken !== null) {
    return (
      <Banner tone="danger" title="This browser does not let the app keep anything" live="assertive">
        Perhaps this is a private window, or storage is switched off for this site. Allow it, then open the app again.
      </Banner>
    );
  }
  if (otherNetwork !== null) {
    return (
      <Banner tone="danger" title="This is another network" action={<Link href="/settings">See both in Settings</Link>}>
        The server now speaks for another network than the one this phone knows. Nothing is sent to it.
      </Banner>
    );
  }
  if (Math.abs(serverAhead) > CLOCK_TOLERANCE) {
    const direction = serverAhead > 0 ? 'behind' : 'ahead of';
    return (
      <Banner tone="warn" title="This device’s clock is wrong">
        It is {lengthInWords(Math.abs(serverAhead))} {direction} the server’s. Meetings are logged at the wrong time and
        may not be matched: set the clock in the device’s settings.
      </Banner>
    );
  }
  if (!online) {
    return (
      <Banner tone="info" icon="offline" title="You are offline">
        Your log goes on. What you do now is sent once you are online.
      </Banner>
    );
  }
  return null;
}
