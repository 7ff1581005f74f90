import type { JSX, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** How something stands: colour never tells it alone, words do. */
export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'danger';

/** The icon that goes with a tone where none is given. */
export const toneIcons: Readonly<Record<Tone, IconName>> = {
  neutral: 'minus',
  info: 'info',
  good: 'check',
  warn: 'warning',
  danger: 'warning',
};

/** A state in one or two words. */
export function Badge({
  tone = 'neutral',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  children: ReactNode;
}): JSX.Element {
  return (
    <span className="ts-badge" data-tone={tone}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </span>
  );
}
