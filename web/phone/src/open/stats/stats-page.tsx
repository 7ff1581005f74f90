'use client';
import { Banner, ErrorState, formatNumber, Link, Skeleton } from '@tallystick/ui';
import type { JSX } from 'react';
import { type Statistics, statisticsQuery } from '../data/queries.ts';
import { useOpen } from '../data/use-open.ts';
import { openErrorWords } from '../words.ts';
import { AnswersFigure } from './answers-figure.tsx';
import { ExportsFigure } from './exports-figure.tsx';

/** `1 code`, `41 codes`. */
const counted = (count: number, what: string): string =>
  `${formatNumber(count, 'en-GB')} ${what}${count === 1 ? '' : 's'}`;

function Tallies({ statistics }: { statistics: Statistics }): JSX.Element {
  const { publications, revocations, authorisations, commitments, anchors, exports: files } = statistics;
  const tallies: readonly [number, string, string][] = [
    [publications, 'diagnoses published', `of ${counted(authorisations, 'code')} that hospitals gave out`],
    [revocations, 'taken back', 'by the hospital that gave them out'],
    [commitments, 'days committed by phones', `in ${counted(anchors, 'anchor')} on the ledger`],
    [files.files, 'files for phones', `with ${counted(files.real, 'key')} of patients`],
  ];
  return (
    <dl className="open-tallies">
      {tallies.map(([value, what, more]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            <span className="open-tally">{formatNumber(value, 'en-GB')}</span>
            <span className="ts-small ts-muted">{more}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What has happened so far, counted from the ledger alone. */
export function StatsPage(): JSX.Element {
  const { data, error } = useOpen(statisticsQuery, 10);
  const statistics = data?.statistics;
  return (
    <div className="ts-stack-loose">
      <header className="ts-stack-tight">
        <h1>What has happened so far</h1>
        <p>
          Every number here is counted from the ledger, and anybody can count again.{' '}
          {statistics === undefined ? null : <>Counted up to block {formatNumber(statistics.height - 1, 'en-GB')}: </>}
          <Link href="/ledger">see the blocks</Link>.
        </p>
      </header>
      {statistics !== undefined && error !== undefined ? (
        <Banner tone="warn" icon="offline" title="The service cannot be reached at the moment.">
          You see the newest numbers that this page knows.
        </Banner>
      ) : null}
      {statistics === undefined ? (
        error === undefined ? (
          <Skeleton label="Counting" lines={6} />
        ) : (
          <ErrorState {...openErrorWords(error)} />
        )
      ) : (
        <>
          <Tallies statistics={statistics} />
          <AnswersFigure days={statistics.answers} />
        </>
      )}
      <ExportsFigure />
    </div>
  );
}
