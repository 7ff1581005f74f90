'use client';
import { BrandMark, Card } from '@tallystick/ui';
import { type ReactNode, useEffect } from 'react';
import { signedInChannel } from '../../session/place.ts';

/** Where a tab ends that was opened only to sign in again: it tells the locked page and closes itself where it may. */
export default function SignedIn(): ReactNode {
  useEffect(() => {
    const channel = new BroadcastChannel(signedInChannel);
    channel.postMessage('signed-in');
    channel.close();
    window.close();
  }, []);
  return (
    <main className="his-door">
      <div className="his-door-inner">
        <p className="ts-brand">
          <BrandMark />
          Tallystick
        </p>
        <Card>
          <h1>You are signed in</h1>
          <p>Close this tab and go on where you were.</p>
        </Card>
      </div>
    </main>
  );
}
