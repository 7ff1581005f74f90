'use client';
import { UiProvider } from '@tallystick/ui';
import { useRouter } from 'next/navigation';
import { type JSX, type ReactNode, Suspense } from 'react';
import { SessionGate } from '../session/session-gate.tsx';
import { OpeningScreen } from '../session/sign-in-screen.tsx';
import { Frame } from './frame.tsx';

/** What stands around every page: language, navigation, the session, the frame. */
export function App({ children }: { children: ReactNode }): JSX.Element {
  const router = useRouter();
  return (
    <UiProvider locale="en-GB" navigate={router.push}>
      <Suspense fallback={<OpeningScreen />}>
        <SessionGate>
          <Frame>{children}</Frame>
        </SessionGate>
      </Suspense>
    </UiProvider>
  );
}
