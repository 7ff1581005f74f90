'use client';
import type { JSX, ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Icon, type IconName } from './icon.tsx';

/** How much weight a button carries: one primary on a page, danger only for what cannot be taken back. */
export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

/** What a button takes beside what React Aria's takes (`onPress`, `isDisabled`, `isPending`, `type`, …). */
export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  variant?: ButtonVariant;
  size?: 'normal' | 'large';
  icon?: IconName;
  /** As wide as what it stands in. */
  block?: boolean;
  children: ReactNode;
}

/**
 * A button of at least 44 × 44 px with words, and an icon before them where it helps. While `isPending` it does nothing
 * but keeps the focus, and screen readers hear that it works.
 */
export function Button({
  variant = 'secondary',
  size = 'normal',
  icon,
  block = false,
  isPending = false,
  children,
  onPress,
  type = 'button',
  ...rest
}: ButtonProps): JSX.Element {
  return (
    <>
      <AriaButton
        {...rest}
        {...(isPending || onPress === undefined ? {} : { onPress })}
        type={isPending ? 'button' : type}
        className="ts-button"
        data-variant={variant}
        data-size={size}
        data-block={block || undefined}
        data-pending={isPending || undefined}
      >
        {icon === undefined ? null : <Icon name={icon} mirror={icon === 'back' || icon === 'chevron'} />}
        <span>{children}</span>
      </AriaButton>
      {isPending ? (
        <span className="ts-hidden" role="status">
          Working …
        </span>
      ) : null}
    </>
  );
}
