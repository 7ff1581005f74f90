'use client';
import type { JSX, ReactNode } from 'react';
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from 'react-aria-components/Switch';

/** What a switch takes beside what React Aria's takes (`isSelected`, `onChange`, …). */
export interface SwitchProps extends Omit<AriaSwitchProps, 'className' | 'style' | 'children'> {
  hint?: ReactNode;
  children: ReactNode;
}

/** Something that is on or off at once, without a button to confirm it. */
export function Switch({ hint, children, ...rest }: SwitchProps): JSX.Element {
  return (
    <AriaSwitch {...rest} className="ts-choice">
      <span className="ts-switch-track" />
      <span className="ts-choice-text">
        <span>{children}</span>
        {hint === undefined ? null : <span className="ts-hint">{hint}</span>}
      </span>
    </AriaSwitch>
  );
}
