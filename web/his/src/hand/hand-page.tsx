'use client';
import { Button, Card, DateField, ErrorState, Link, RadioGroup, TextField } from '@tallystick/ui';
import { type FormEvent, type JSX, useCallback, useState } from 'react';
import type { HandCase } from '../api/his-api.ts';
import type { Issued } from '../api/shapes.ts';
import { CodePanel } from '../case/code-panel.tsx';
import { dateOf } from '../case/dates.ts';
import { LedgerStatement } from '../case/ledger-statement.tsx';
import { OnsetField } from '../case/onset-field.tsx';
import { useTitle } from '../frame/use-title.ts';
import { useAct } from '../hooks/use-act.ts';
import { useSigned } from '../session/session-context.ts';
import { now } from '../time.ts';
import { errorWords } from '../words/error-words.ts';
import { actions, certainties } from '../words/labels.ts';
import { emptyDraft, type HandDraft, handCase, missingIn } from './hand-draft.ts';

/** A case that no record told of: entered, confirmed, and its code made in one go. */
export function HandPage(): JSX.Element {
  useTitle('New case');
  const { api, session } = useSigned();
  const [draft, setDraft] = useState<HandDraft>(emptyDraft);
  const [isTried, setTried] = useState(false);
  const [issued, setIssued] = useState<Issued>();
  const enter = useAct(useCallback((body: HandCase) => api.enterByHand(body), [api]));
  const missing = missingIn(draft);
  const put = (part: Partial<HandDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const shown = (field: keyof HandDraft): { error?: string } => {
    const refused = enter.error?.field === field ? enter.error.message : undefined;
    const text = (isTried ? missing[field] : undefined) ?? refused;
    return text === undefined ? {} : { error: text };
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    const body = handCase(draft);
    if (body === undefined) return;
    const made = await enter.run(body);
    if (made === undefined) return;
    setIssued(made);
    setDraft(emptyDraft);
    setTried(false);
  };

  if (issued !== undefined) {
    return (
      <div className="ts-stack his-form">
        <h1>Case entered</h1>
        <CodePanel issued={issued} onHide={() => setIssued(undefined)} />
        <div className="ts-cluster">
          <Link look="secondary" href={`/case?id=${encodeURIComponent(issued.caseId)}`}>
            Open the case
          </Link>
          <Link look="quiet" href="/">
            Worklist
          </Link>
        </div>
      </div>
    );
  }
  return (
    <form className="ts-stack his-form" onSubmit={(event) => void submit(event)} noValidate>
      <h1>New case by hand</h1>
      <p className="ts-muted">For a diagnosis that no laboratory message told of. It is marked as entered by you.</p>
      <Card title="Diagnosis" id="diagnosis">
        <RadioGroup
          label="Condition"
          isRequired
          value={draft.condition}
          onChange={(condition) => put({ condition })}
          choices={session.conditions.map(({ id, name }) => ({ value: id, label: name }))}
          {...shown('condition')}
        />
        <RadioGroup
          label="How sure is the diagnosis?"
          isRequired
          value={draft.certainty}
          onChange={(certainty) => put({ certainty })}
          choices={[
            {
              value: 'CONFIRMED_TEST',
              label: certainties.CONFIRMED_TEST,
              hint: 'A laboratory found the virus itself.',
            },
            {
              value: 'CLINICAL_DIAGNOSIS',
              label: certainties.CLINICAL_DIAGNOSIS,
              hint: 'By symptoms and history, without such a test.',
            },
          ]}
          {...shown('certainty')}
        />
        <DateField
          label="Day on which the specimen was collected"
          hint={draft.certainty === 'CLINICAL_DIAGNOSIS' ? 'Leave it empty when there was no specimen.' : undefined}
          value={draft.specimenDate}
          onChange={(specimenDate) => put({ specimenDate })}
          max={dateOf(now())}
          {...shown('specimenDate')}
        />
        <OnsetField
          draft={draft.onset}
          onChange={(onset) => put({ onset })}
          suggestion={null}
          error={shown('onset').error}
        />
        <TextField
          label="Why it is entered by hand"
          hint="Stays in the hospital’s audit trail."
          multiline
          isRequired
          value={draft.reason}
          onChange={(reason) => put({ reason })}
          maxLength={500}
          {...shown('reason')}
        />
      </Card>
      <Card title="Patient (as far as you want to note it)" id="patient">
        <div className="his-pair">
          <TextField
            label="Family name"
            value={draft.family}
            onChange={(family) => put({ family })}
            maxLength={100}
            autoComplete="off"
          />
          <TextField
            label="Given name"
            value={draft.given}
            onChange={(given) => put({ given })}
            maxLength={100}
            autoComplete="off"
          />
          <DateField
            label="Born"
            value={draft.birthDate}
            onChange={(birthDate) => put({ birthDate })}
            max={dateOf(now())}
          />
          <TextField
            label="Patient number"
            value={draft.identifier}
            onChange={(identifier) => put({ identifier })}
            maxLength={100}
            autoComplete="off"
          />
        </div>
        <p className="ts-small ts-muted">Nothing of this leaves the hospital.</p>
      </Card>
      <LedgerStatement facility={session.facility} />
      {enter.error === undefined || (enter.error.field !== undefined && enter.error.field in draft) ? null : (
        <ErrorState {...errorWords(enter.error)} code={enter.error.code} />
      )}
      <Button type="submit" variant="primary" size="large" isPending={enter.isRunning}>
        {enter.isRunning ? 'Making a code and asking the ledger …' : actions.confirm}
      </Button>
    </form>
  );
}
