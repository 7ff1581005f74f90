'use client';
import { Badge, Disclosure, Facts, formatMoment } from '@tallystick/ui';
import type { JSX } from 'react';
import type { CaseDetail, Decision } from '../api/shapes.ts';
import { decisions as decisionLooks } from '../words/labels.ts';

/** The record as it came: what it says, and its very text. */
export function RecordPanel({ detail }: { detail: CaseDetail }): JSX.Element {
  const { test, records, origin } = detail;
  const facts: [string, string][] = [
    ['Test', [test.name, test.code].filter((part) => part !== '').join(' · ') || 'not named'],
    ['Result', test.result],
    ['Report', test.reportId || 'no number'],
  ];
  return (
    <section className="ts-card" aria-labelledby="record-title">
      <h2 id="record-title">The record as it came</h2>
      {origin === 'hand' ? (
        <p>No record came: a clinician entered this case by hand.</p>
      ) : (
        <div data-private>
          <Facts facts={facts} />
        </div>
      )}
      {records.map((record) => (
        <Disclosure
          key={record.inboxId}
          title={`Message ${record.inboxId}, ${record.type}, ${formatMoment(record.receivedAt, 'en-GB')}`}
        >
          <pre className="his-raw" data-private>
            {record.raw.replaceAll('\r\n', '\n').replaceAll('\r', '\n')}
          </pre>
        </Disclosure>
      ))}
    </section>
  );
}

function DecisionItem({ made }: { made: Decision }): JSX.Element {
  const look = decisionLooks[made.action];
  const said = [made.resultText || made.result, made.status].filter((part) => part !== '').join(', ');
  return (
    <li className="his-decision" data-action={made.action}>
      <Badge tone={look.tone} icon={look.icon}>
        {look.label}
      </Badge>
      <div>
        <p>{made.reason.sentence}</p>
        <p className="ts-small ts-muted">
          {made.place}: {made.testName || made.testCode || 'test not named'} – {said}
        </p>
        <p className="ts-small ts-muted">
          {formatMoment(made.at, 'en-GB')} · message {made.inboxId} · rules {made.policy} · {made.reason.code}
        </p>
      </div>
    </li>
  );
}

/** What was decided about each observation, and why; newest first. */
export function DecisionPanel({ detail }: { detail: CaseDetail }): JSX.Element {
  return (
    <section className="ts-card" aria-labelledby="decision-title">
      <h2 id="decision-title">What was decided, and why</h2>
      {detail.decisions.length === 0 ? <p>{detail.why.sentence}</p> : null}
      <ol className="his-decisions">
        {detail.decisions.toReversed().map((made) => (
          <DecisionItem key={`${made.inboxId}-${made.place}-${made.testCode}`} made={made} />
        ))}
      </ol>
    </section>
  );
}

/** Who the case is about. */
export function PatientPanel({ detail }: { detail: CaseDetail }): JSX.Element {
  const { patient } = detail;
  const facts: [string, string][] = [
    ['Name', [patient.family, patient.given].filter((part) => part !== '').join(', ') || 'not given'],
    ['Born', patient.birthDate || 'not given'],
    ['Sex', patient.sex || 'not given'],
    ...patient.identifiers.map(({ value, authority }): [string, string] => [
      authority ? `Number (${authority})` : 'Number',
      value,
    ]),
  ];
  return (
    <section className="ts-card" aria-labelledby="patient-title" data-private>
      <h2 id="patient-title">Patient</h2>
      <Facts facts={facts} />
      <p className="ts-small ts-muted">Nothing of this leaves the hospital.</p>
    </section>
  );
}
