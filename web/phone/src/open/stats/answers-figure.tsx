'use client';
import { Banner, Card, EmptyState, formatNumber, Table } from '@tallystick/ui';
import type { JSX } from 'react';
import { Behind } from '../behind.tsx';
import { BarChart } from '../chart/bar-chart.tsx';
import { type AnswerDay, statisticsQuery } from '../data/queries.ts';
import { answerBars, answersCsv, answersDescription, shortDay } from './figures.ts';

const round = (value: number): string => formatNumber(value, 'en-GB', 1);

/** How many phones were exposed, as far as their answers tell; with what the answers cannot tell. */
export function AnswersFigure({ days }: { days: readonly AnswerDay[] }): JSX.Element {
  return (
    <Card title="Were contacts warned?" id="answers">
      <p>
        Every phone that has checked a day answers once for it, exposed or not. Each tosses coins before it answers, so
        that no single answer tells anything; over many, the number of exposed phones can be estimated. The thin line is
        the range in which the true number lies with 95 % certainty.
      </p>
      <Banner tone="warn" live="off" title="What these numbers cannot show yet">
        Answers come without a login, so somebody could invent some. Until each phone can show by a blind token that it
        answers only once, take these numbers as a sign and not as a proof.
      </Banner>
      {days.length === 0 ? (
        <EmptyState title="No answers yet.">
          <p>They arrive after the first file of keys has been checked by phones.</p>
        </EmptyState>
      ) : (
        <div className="open-figure">
          <BarChart bars={answerBars(days)} description={answersDescription(days)} unit="exposed phones, estimated" />
          <Table
            caption="Answers and estimates by day"
            rows={days}
            rowKey={({ day }) => String(day)}
            columns={[
              { key: 'day', head: 'Day (UTC)', isRowHead: true, cell: ({ day }) => shortDay(day) },
              { key: 'answers', head: 'Answers', isNumeric: true, cell: ({ answers }) => answers },
              { key: 'estimate', head: 'Exposed', isNumeric: true, cell: ({ estimate }) => round(estimate) },
              {
                key: 'range',
                head: '95 % range',
                isNumeric: true,
                cell: ({ low, high }) => `${round(low)} to ${round(high)}`,
              },
            ]}
          />
        </div>
      )}
      <Behind query={statisticsQuery} name="tallystick-answers" csv={answersCsv(days)} />
    </Card>
  );
}
