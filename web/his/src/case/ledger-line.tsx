'use client';
import { Card, formatMoment, formatNumber, type Step, Steps } from '@tallystick/ui';
import type { JSX, ReactNode } from 'react';
import type { CaseDetail, LedgerStep } from '../api/shapes.ts';
import { steps as names } from '../words/labels.ts';

const waiting: Readonly<Record<LedgerStep['step'], string>> = {
  authorised: 'on its way',
  claimed: 'waits for the patient',
  published: 'follows at once when the code is used',
  exported: 'follows with the next file',
  warned: 'estimated once phones have answered',
  revoked: 'on its way',
};

function stepDetail(step: LedgerStep): ReactNode {
  if (step.estimate !== undefined) {
    const { value, low, high, answers } = step.estimate;
    const show = (count: number): string => formatNumber(Math.max(0, count), 'en-GB', value < 10 ? 1 : 0);
    return `about ${show(value)} (between ${show(low)} and ${show(high)}), from ${answers} answers of phones about these days, not about this patient alone`;
  }
  if (step.at === undefined) return waiting[step.step];
  return `${formatMoment(step.at, 'en-GB')}${step.block === undefined ? '' : ` · block ${step.block}`}`;
}

/** The steps of a case on the ledger, for the component that draws them. */
export function lineSteps(line: readonly LedgerStep[], isRevoked: boolean): Step[] {
  const isDone = (step: LedgerStep): boolean => step.at !== undefined || step.estimate !== undefined;
  const current = isRevoked ? undefined : line.find((step) => !isDone(step));
  return line
    .filter((step) => !isRevoked || isDone(step) || step.step === 'revoked')
    .map((step) => ({
      key: step.step,
      label: names[step.step],
      detail: stepDetail(step),
      state: isDone(step) ? 'done' : step === current ? 'current' : 'waiting',
    }));
}

/** From authorisation to warning: what has happened, when, and what is waited for. */
export function LedgerLine({ detail }: { detail: CaseDetail }): JSX.Element | null {
  if (detail.ledger.length === 0) return null;
  return (
    <Card title="From code to warning" id="way">
      <Steps label="Steps on the ledger" steps={lineSteps(detail.ledger, detail.state === 'revoked')} />
    </Card>
  );
}
