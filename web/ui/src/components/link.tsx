'use client';
import type { JSX, ReactNode } from 'react';
import { Link as AriaLink, type LinkProps as AriaLinkProps } from 'react-aria-components/Link';
import type { ButtonVariant } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

/** What a link takes beside what React Aria's takes (`href`, `target`, `download`, …). */
export interface LinkProps extends Omit<AriaLinkProps, 'className' | 'style' | 'children'> {
  /** `inline` in a sentence, `standalone` on a line of its own, otherwise drawn as that button. */
  look?: 'inline' | 'standalone' | ButtonVariant;
  size?: 'normal' | 'large';
  icon?: IconName;
  block?: boolean;
  children: ReactNode;
}

/** A link. Navigates without loading the page anew when the page stands in a {@link UiProvider} with `navigate`. */
export function Link({
  look = 'inline',
  size = 'normal',
  icon,
  block = false,
  children,
  ...rest
}: LinkProps): JSX.Element {
  const isButton = look !== 'inline' && look !== 'standalone';
  return (
    <AriaLink
      {...rest}
      className={isButton ? 'ts-button' : 'ts-link'}
      data-variant={isButton ? look : undefined}
      data-size={isButton ? size : undefined}
      data-block={block || undefined}
      data-standalone={look === 'standalone' || undefined}
    >
      {icon === undefined ? null : <Icon name={icon} mirror={icon === 'back' || icon === 'chevron'} />}
      {isButton ? <span>{children}</span> : children}
    </AriaLink>
  );
}
