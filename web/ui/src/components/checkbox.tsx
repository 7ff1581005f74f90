'use client';
import type { JSX, ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from 'react-aria-components/Checkbox';
import { Icon } from './icon.tsx';

/** What a checkbox takes beside what React Aria's takes (`isSelected`, `onChange`, `isInvalid`, …). */
export interface CheckboxProps extends Omit<AriaCheckboxProps, 'className' | 'style' | 'children'> {
  hint?: ReactNode;
  children: ReactNode;
}

/** A statement that one agrees to, or one of several things chosen. */
export function Checkbox({ hint, children, ...rest }: CheckboxProps): JSX.Element {
  return (
    <AriaCheckbox {...rest} className="ts-choice">
      <span className="ts-choice-mark">
        <Icon name="check" />
      </span>
      <span className="ts-choice-text">
        <span>{children}</span>
        {hint === undefined ? null : <span className="ts-hint">{hint}</span>}
      </span>
    </AriaCheckbox>
  );
}
