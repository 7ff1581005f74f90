'use client';
import type { JSX, ReactNode } from 'react';
import { Label } from 'react-aria-components/Label';
import { ProgressBar } from 'react-aria-components/ProgressBar';

/** Long work with its numbers; drawn as notches cut into a stick. `words` replaces the percentage (`3 of 14 files`). */
export function Progress({
  label,
  value,
  max = 100,
  words,
}: {
  label: ReactNode;
  value: number;
  max?: number;
  words?: string;
}): JSX.Element {
  return (
    <ProgressBar
      className="ts-progress"
      value={value}
      maxValue={max}
      {...(words === undefined ? {} : { valueLabel: words })}
    >
      {({ percentage, valueText }) => (
        <>
          <span className="ts-progress-head">
            <Label className="ts-label">{label}</Label>
            <span className="ts-number">{valueText}</span>
          </span>
          <span className="ts-progress-track">
            <span className="ts-progress-fill" style={{ inlineSize: `${percentage ?? 0}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  );
}
