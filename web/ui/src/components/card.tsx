import type { JSX, ReactNode } from 'react';
import type { Tone } from './badge.tsx';

/** One thing, with a heading and possibly a state at its end. */
export function Card({
  title,
  level = 2,
  end,
  tone = 'neutral',
  id,
  children,
}: {
  title?: ReactNode;
  level?: 2 | 3 | 4;
  /** Stands at the end of the heading's line: a badge, a time, a link. */
  end?: ReactNode;
  tone?: Tone;
  /** Names the card and, with `-title`, its heading. */
  id?: string;
  children: ReactNode;
}): JSX.Element {
  const Heading = `h${level}` as const;
  return (
    <section
      className="ts-card"
      data-tone={tone}
      id={id}
      aria-labelledby={id === undefined || title === undefined ? undefined : `${id}-title`}
    >
      {title === undefined && end === undefined ? null : (
        <div className="ts-card-head">
          {title === undefined ? null : <Heading id={id === undefined ? undefined : `${id}-title`}>{title}</Heading>}
          {end}
        </div>
      )}
      {children}
    </section>
  );
}
