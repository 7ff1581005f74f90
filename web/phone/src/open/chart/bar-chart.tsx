import type { JSX } from 'react';
import { labelled, scale, ticks } from './scale.ts';

/** One bar: parts on top of one another, and possibly an interval around its end. */
export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly parts: readonly { readonly series: string; readonly value: number }[];
  readonly interval?: { readonly low: number; readonly high: number };
}

const width = 640;
const height = 320;
const edge = { left: 72, right: 32, top: 44, bottom: 40 };

/**
 * Bars with an axis, for a stranger to read at a glance; the same numbers stand in the table beside it, so the drawing is
 * one picture with one description.
 */
export function BarChart({
  bars,
  description,
  unit,
}: {
  bars: readonly Bar[];
  /** What the drawing shows, for those who do not see it. */
  description: string;
  /** What the axis counts. */
  unit: string;
}): JSX.Element {
  const total = (bar: Bar): number => bar.parts.reduce((sum, { value }) => sum + Math.max(0, value), 0);
  const steps = ticks(Math.max(1, ...bars.map((bar) => Math.max(total(bar), bar.interval?.high ?? 0))));
  const max = steps.at(-1) ?? 1;
  const y = scale(max, height - edge.bottom, edge.top);
  const slot = (width - edge.left - edge.right) / Math.max(bars.length, 1);
  const thickness = Math.min(44, slot * 0.62);
  const isLabelled = labelled(bars.length, 5);
  return (
    <svg className="open-chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={description}>
      <text className="open-axis" x={0} y={22}>
        {unit}
      </text>
      {steps.map((step) => (
        <g key={step}>
          <line className="open-grid" x1={edge.left} x2={width - edge.right} y1={y(step)} y2={y(step)} />
          <text className="open-axis" x={edge.left - 8} y={y(step) + 4} textAnchor="end">
            {step.toLocaleString('en-GB')}
          </text>
        </g>
      ))}
      {bars.map((bar, index) => {
        const middle = edge.left + slot * (index + 0.5);
        let below = 0;
        return (
          <g key={bar.key}>
            {bar.parts.map(({ series, value }) => {
              const from = below;
              below += Math.max(0, value);
              return (
                <rect
                  key={series}
                  className="open-bar"
                  data-series={series}
                  x={middle - thickness / 2}
                  width={thickness}
                  y={y(below)}
                  height={Math.max(0, y(from) - y(below))}
                />
              );
            })}
            {bar.interval === undefined ? null : (
              <path
                className="open-interval"
                d={`M${middle} ${y(bar.interval.low)}V${y(bar.interval.high)}M${middle - 7} ${y(bar.interval.low)}h14M${middle - 7} ${y(bar.interval.high)}h14`}
              />
            )}
            {isLabelled(index) ? (
              <text className="open-axis" x={middle} y={height - 12} textAnchor="middle">
                {bar.label}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}

/** What the colours and patterns of a chart mean. */
export function Legend({
  series,
}: {
  series: readonly { readonly id: string; readonly label: string }[];
}): JSX.Element {
  return (
    <ul className="open-legend">
      {series.map(({ id, label }) => (
        <li key={id}>
          <span className="open-swatch" data-series={id} />
          {label}
        </li>
      ))}
    </ul>
  );
}
