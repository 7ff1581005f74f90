import type { JSX, ReactNode } from 'react';
import { Banner } from './banner.tsx';

/** The place of what is being fetched, where its shape is known. Screen readers hear `label` once. */
export function Skeleton({ lines = 3, label }: { lines?: number; label: string }): JSX.Element {
  return (
    <div role="status">
      <span className="ts-hidden">{label}</span>
      <div className="ts-skeleton" aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => line + 1).map((line) => (
          <span key={line} />
        ))}
      </div>
    </div>
  );
}

/** There is nothing here, why, and what one can do. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}): JSX.Element {
  return (
    <div className="ts-blank">
      <div className="ts-notches" aria-hidden="true" />
      <h2>{title}</h2>
      {children === undefined ? null : <div className="ts-muted">{children}</div>}
      {action}
    </div>
  );
}

/** What went wrong, in the three parts that every error of the project has. */
export interface ErrorWords {
  happened: ReactNode;
  means: ReactNode;
  todo: ReactNode;
}

/** An error: what happened, what it means for me, what to do; said at once by screen readers. */
export function ErrorState({
  happened,
  means,
  todo,
  action,
  code,
}: ErrorWords & { action?: ReactNode; code?: string }): JSX.Element {
  return (
    <Banner tone="danger" live="assertive" title={happened} action={action}>
      <div className="ts-stack-tight">
        <p>{means}</p>
        <p>{todo}</p>
        {code === undefined ? null : <p className="ts-small ts-muted">Error code {code}</p>}
      </div>
    </Banner>
  );
}
