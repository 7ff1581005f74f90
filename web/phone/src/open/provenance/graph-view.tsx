'use client';
import { Icon, shortHex } from '@tallystick/ui';
import NextLink from 'next/link';
import type { JSX } from 'react';
import { cell, type Layout, type Placed } from './layout.ts';
import { kindWords } from './steps.ts';

/** Where one walks to when one chooses a thing. */
export function walkHref(id: string): string {
  return `/provenance?of=${encodeURIComponent(id)}`;
}

/** A record's key with its long part shortened. */
export function shortKey(id: string): string {
  return id
    .split('/')
    .map((part) => shortHex(part, 6))
    .join('/');
}

function Node({ thing, isAsked }: { thing: Placed; isAsked: boolean }): JSX.Element {
  return (
    <li
      className="open-node"
      style={{ insetInlineStart: thing.x, insetBlockStart: thing.y, inlineSize: cell.width, blockSize: cell.height }}
    >
      <NextLink
        className="open-node-link"
        prefetch={false}
        href={walkHref(thing.id)}
        aria-current={isAsked ? 'true' : undefined}
      >
        <strong>{kindWords(thing.kind)}</strong>
        <span className="ts-code ts-small">{shortKey(thing.id.replace(/^[^/]+\//, ''))}</span>
        {thing.made === undefined ? null : <span className="ts-small ts-muted">{thing.made}</span>}
        {thing.ended === undefined ? null : (
          <span className="ts-small open-ended">
            <Icon name="undo" /> ended: {thing.ended}
          </span>
        )}
      </NextLink>
    </li>
  );
}

/** The graph: what was asked about on the left, where it came from to the right. Every box is a link to walk on. */
export function GraphView({ of, layout }: { of: string; layout: Layout }): JSX.Element {
  const places = new Map(layout.placed.map((thing) => [thing.id, thing]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="open-graph" aria-label="Graph of the provenance; the table below says the same" tabIndex={0}>
      <div className="open-graph-inner" style={{ inlineSize: layout.width, blockSize: layout.height }}>
        <svg width={layout.width} height={layout.height} aria-hidden="true" focusable="false">
          {layout.backs.map(({ from, to, type }) => {
            const start = places.get(from);
            const end = places.get(to);
            if (start === undefined || end === undefined) return null;
            const [x1, y1] = [start.x + cell.width, start.y + cell.height / 2];
            const [x2, y2] = [end.x, end.y + cell.height / 2];
            const bend = Math.max(cell.gapX / 2, (x2 - x1) / 2);
            return (
              <g key={`${from} ${to}`} className="open-edge" data-type={type}>
                <path d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 8} ${y2}`} />
                <path className="open-arrow" d={`M${x2 - 10} ${y2 - 5}L${x2} ${y2}L${x2 - 10} ${y2 + 5}z`} />
              </g>
            );
          })}
        </svg>
        <ul>
          {layout.placed.map((thing) => (
            <Node key={thing.id} thing={thing} isAsked={thing.id === of} />
          ))}
        </ul>
      </div>
    </section>
  );
}
