import type { JSX, ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** One step of a way: where it stands in words for screen readers, and when. */
export interface Step {
  key: string;
  label: ReactNode;
  /** A time or what is waited for. */
  detail?: ReactNode;
  state: 'done' | 'current' | 'waiting' | 'failed';
}

const said = { done: 'done', current: 'now', waiting: 'not yet', failed: 'failed' } as const;

/** A way with its steps from first to last. */
export function Steps({ label, steps }: { label: string; steps: readonly Step[] }): JSX.Element {
  return (
    <ol className="ts-steps" aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step.key}
          className="ts-step"
          data-state={step.state}
          aria-current={step.state === 'current' ? 'step' : undefined}
        >
          <span className="ts-step-mark" aria-hidden="true">
            {step.state === 'done' ? (
              <Icon name="check" />
            ) : step.state === 'failed' ? (
              <Icon name="cross" />
            ) : (
              index + 1
            )}
          </span>
          <span>
            <span className="ts-step-label">{step.label}</span>
            <span className="ts-hidden"> ({said[step.state]})</span>
            {step.detail === undefined ? null : <div className="ts-small ts-muted">{step.detail}</div>}
          </span>
        </li>
      ))}
    </ol>
  );
}
