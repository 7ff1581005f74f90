'use client';
import { type JSX, useEffect, useState } from 'react';
import { formatSpan } from '../format/time.ts';

/**
 * The time left until `until` (Unix seconds), by the clock that is handed in; screen readers are not told every second.
 * `onEnd` is called once when it has run out.
 */
export function Countdown({
  until,
  now,
  over = 'over',
  urgentBelow = 3600,
  onEnd,
}: {
  until: number;
  now: () => number;
  /** Shown when nothing is left. */
  over?: string;
  /** From how many seconds left on it is drawn as urgent. */
  urgentBelow?: number;
  onEnd?: () => void;
}): JSX.Element {
  const [left, setLeft] = useState(() => until - now());
  const isOver = left <= 0;
  useEffect(() => {
    setLeft(until - now());
    const timer = setInterval(() => setLeft(until - now()), 1000);
    return () => clearInterval(timer);
  }, [until, now]);
  useEffect(() => {
    if (isOver) onEnd?.();
  }, [isOver, onEnd]);
  return (
    <time
      className="ts-countdown"
      role="timer"
      dateTime={new Date(until * 1000).toISOString()}
      data-urgent={left < urgentBelow || undefined}
    >
      {isOver ? over : formatSpan(left)}
    </time>
  );
}
