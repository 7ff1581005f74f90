'use client';
import { type JSX, useId } from 'react';
import type { Whereabouts } from '../domain/neighbourhood.ts';

const places: readonly (readonly [Whereabouts, string])[] = [
  ['away', 'Not here'],
  ['close', 'Very close'],
  ['near', 'A few metres away'],
  ['far', 'Further away'],
];

/** One person and where they are. */
export function PersonRow({
  name,
  whereabouts,
  onChange,
}: {
  name: string;
  whereabouts: Whereabouts;
  onChange: (whereabouts: Whereabouts) => void;
}): JSX.Element {
  const id = useId();
  return (
    <li className="ts-spread">
      <label htmlFor={id}>{name}</label>
      <select
        id={id}
        className="ts-input phone-place"
        value={whereabouts}
        onChange={(event) => onChange(event.target.value as Whereabouts)}
      >
        {places.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </li>
  );
}
