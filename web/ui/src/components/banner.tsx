import type { JSX, ReactNode } from 'react';
import { type Tone, toneIcons } from './badge.tsx';
import { Icon, type IconName } from './icon.tsx';

/** What a banner takes. */
export interface BannerProps {
  tone?: Exclude<Tone, 'neutral'>;
  icon?: IconName;
  title?: ReactNode;
  children?: ReactNode;
  /** The one action that mends it. */
  action?: ReactNode;
  /** Said at once by screen readers; without it, said when there is a pause. `off`: it stood there from the start. */
  live?: 'assertive' | 'polite' | 'off';
}

/** A notice across its place: what is the case, and the one thing to do about it. */
export function Banner({ tone = 'info', icon, title, children, action, live = 'polite' }: BannerProps): JSX.Element {
  const role = live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : undefined;
  return (
    <div className="ts-banner" data-tone={tone} role={role}>
      <Icon name={icon ?? toneIcons[tone]} />
      <div className="ts-banner-body">
        {title === undefined ? null : <p className="ts-banner-title">{title}</p>}
        {children === undefined ? null : <div>{children}</div>}
        {action === undefined ? null : <div className="ts-cluster">{action}</div>}
      </div>
    </div>
  );
}

/** A live region that stays on the page: what is put in it is said, and shown unless `hidden`. */
export function Status({ children, hidden = false }: { children?: ReactNode; hidden?: boolean }): JSX.Element {
  return (
    <div role="status" className={hidden ? 'ts-hidden' : 'ts-status'}>
      {children}
    </div>
  );
}
