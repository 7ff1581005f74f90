'use client';
import { formatMoment } from '@tallystick/ui';
import type { JSX } from 'react';
import type { CaseDetail } from '../api/shapes.ts';
import { events } from '../words/labels.ts';
import { daysBetween, shownTime } from './dates.ts';

/** What happened to the specimen and to the patient, in order, each with its distance in days to the one before. */
export function SpecimenLine({ detail }: { detail: CaseDetail }): JSX.Element {
  const { timeline, specimen } = detail;
  return (
    <section className="ts-card" aria-labelledby="line-title">
      <div className="ts-card-head">
        <h2 id="line-title">Specimen</h2>
        <span className="ts-muted" data-private>
          {[specimen.type, specimen.id].filter((part) => part !== '').join(' · ')}
        </span>
      </div>
      <ol className="his-line" data-private>
        {timeline.map(({ what, time }, index) => {
          const apart = daysBetween(timeline[index - 1]?.time.date, time.date);
          return (
            <li key={`${what}-${time.text}`} data-what={what}>
              <span className="his-line-gap ts-small ts-muted">
                {apart === undefined || apart === 0 ? '' : `${apart > 0 ? '+' : '−'}${Math.abs(apart)} d`}
              </span>
              <span className="his-line-what">{events[what] ?? what}</span>
              <span className="ts-number">{shownTime(time, (at) => formatMoment(at, 'en-GB'))}</span>
            </li>
          );
        })}
      </ol>
      {specimen.collectedFrom === '' ? (
        <p className="ts-small ts-muted">The record does not say when the specimen was collected.</p>
      ) : (
        <p className="ts-small ts-muted">Time of collection from {specimen.collectedFrom}.</p>
      )}
    </section>
  );
}
