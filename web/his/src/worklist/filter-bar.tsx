'use client';
import { Link } from '@tallystick/ui';
import type { JSX } from 'react';
import type { Worklist, WorklistFilter } from '../api/shapes.ts';
import { filters } from '../words/labels.ts';

/** The filters with how many each holds; each is a place that one can come back to. */
export function FilterBar({
  current,
  counts,
}: {
  current: WorklistFilter;
  counts: Worklist['counts'] | undefined;
}): JSX.Element {
  return (
    <nav aria-label="Filters" className="his-filters">
      <ul>
        {filters.map(({ id, label }) => {
          const count = counts?.[id];
          return (
            <li key={id} data-urgent={(id === 'failed' || id === 'refused') && (count ?? 0) > 0 ? true : undefined}>
              <Link
                look="inline"
                href={id === 'needs-me' ? '/' : `/?filter=${id}`}
                aria-current={id === current ? 'page' : undefined}
              >
                <span>{label}</span>
                <span className="his-count">{count ?? '–'}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
