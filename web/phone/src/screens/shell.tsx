'use client';
import { type NavPlace, PageShell, Skeleton, UiProvider } from '@tallystick/ui';
import { usePathname, useRouter } from 'next/navigation';
import { type JSX, type ReactNode, useEffect } from 'react';
import { PRACTICE } from './build.ts';
import { FirstRun } from './first-run.tsx';
import { takeCodeFromAddress } from './handed-code.ts';
import { PhoneNotices } from './notices.tsx';
import { PhoneProvider, usePhoneState } from './phone-context.tsx';
import { registerServiceWorker } from './service-worker.ts';

const places: readonly NavPlace[] = [
  { href: '/', label: 'Home', icon: 'home' },
  { href: '/log', label: 'Log', icon: 'list' },
  { href: '/share', label: 'Share', icon: 'share' },
  { href: '/settings', label: 'Settings', icon: 'settings' },
  ...(PRACTICE ? [{ href: '/practice', label: 'Practice', icon: 'people' } as const] : []),
];

/** The frame of every phone screen; the first run stands in the place of all of them until it is done. */
export function Shell({ children }: { children: ReactNode }): JSX.Element {
  const router = useRouter();
  const pathname = usePathname();
  useEffect(() => {
    const take = (): void => {
      if (takeCodeFromAddress()) router.push('/share');
    };
    take();
    addEventListener('hashchange', take);
    void registerServiceWorker();
    return () => removeEventListener('hashchange', take);
  }, [router]);
  return (
    <UiProvider locale="en-GB" navigate={(href) => router.push(href)}>
      <PhoneProvider waiting={<Frame pathname={pathname} places={[]} waiting />}>
        <Inside pathname={pathname}>{children}</Inside>
      </PhoneProvider>
    </UiProvider>
  );
}

function Inside({ pathname, children }: { pathname: string; children: ReactNode }): JSX.Element {
  const { started, broken } = usePhoneState();
  const running = started !== null && broken === null;
  return (
    <Frame pathname={pathname} places={running ? places : []}>
      <PhoneNotices />
      {broken !== null ? null : running ? children : <FirstRun />}
    </Frame>
  );
}

function Frame({
  pathname,
  places: shown,
  waiting = false,
  children,
}: {
  pathname: string;
  places: readonly NavPlace[];
  waiting?: boolean;
  children?: ReactNode;
}): JSX.Element {
  return (
    <div className="phone">
      <PageShell
        width="narrow"
        places={shown}
        current={pathname}
        notice={PRACTICE ? 'Practice: one operator runs this network' : undefined}
      >
        {waiting ? <Skeleton lines={5} label="Opening your phone" /> : children}
      </PageShell>
    </div>
  );
}
