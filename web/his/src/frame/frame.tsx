'use client';
import { Button, type NavPlace, PageShell } from '@tallystick/ui';
import { usePathname, useRouter } from 'next/navigation';
import { type JSX, type ReactNode, useState } from 'react';
import { ShortcutsDialog } from '../keyboard/shortcuts-dialog.tsx';
import { useShortcuts } from '../keyboard/use-shortcuts.ts';
import { useHasRole, useSigned } from '../session/session-context.ts';

/** The frame of every page inside a session: places by role, who is signed in, the keyboard. */
export function Frame({ children }: { children: ReactNode }): JSX.Element {
  const { session, signOut } = useSigned();
  const isAuditor = useHasRole('auditor');
  const isIssuer = useHasRole('issuer');
  const path = usePathname();
  const router = useRouter();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useShortcuts({
    '?': () => setHelpOpen(true),
    g: () => router.push('/'),
    ...(isIssuer ? { n: () => router.push('/new') } : {}),
  });
  const places: NavPlace[] = [
    { href: '/', label: 'Worklist', icon: 'list' },
    ...(isIssuer ? [{ href: '/new', label: 'New case', icon: 'plus' } as const] : []),
    { href: '/inbox', label: 'Messages', icon: 'inbox' },
    { href: '/outbox', label: 'Not sent', icon: 'send' },
    ...(isAuditor ? [{ href: '/audit', label: 'Audit trail', icon: 'shield' } as const] : []),
  ];
  return (
    <PageShell
      places={places}
      current={path}
      width="wide"
      notice={
        session.embedded
          ? 'Embedded network: one operator holds every key. For trying and practising, not for real patients.'
          : null
      }
      end={
        <div className="ts-cluster his-who">
          <span>
            <strong>{session.user.name}</strong>
            <span className="ts-small ts-muted">{session.facility}</span>
          </span>
          <span className="his-keys">
            <Button variant="quiet" onPress={() => setHelpOpen(true)}>
              Keys
            </Button>
          </span>
          <Button variant="quiet" icon="exit" onPress={() => void signOut()}>
            Sign out
          </Button>
        </div>
      }
    >
      {children}
      <ShortcutsDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </PageShell>
  );
}
