'use client';
import { Button, ErrorState, RadioGroup, TextField } from '@tallystick/ui';
import { type FormEvent, type JSX, useState } from 'react';
import type { Confirmation } from '../api/his-api.ts';
import type { CaseDetail, Certainty } from '../api/shapes.ts';
import type { Act } from '../hooks/use-act.ts';
import { useSigned } from '../session/session-context.ts';
import { errorWords } from '../words/error-words.ts';
import { actions, certainties } from '../words/labels.ts';
import { LedgerStatement } from './ledger-statement.tsx';
import { noOnset, onsetOf } from './onset.ts';
import { OnsetField } from './onset-field.tsx';

/** Asks for certainty and onset, says what will be held, and confirms. What was filled in stays, whatever happens. */
export function ConfirmForm({
  detail,
  confirm,
}: {
  detail: CaseDetail;
  confirm: Act<Confirmation, unknown>;
}): JSX.Element {
  const { session } = useSigned();
  const [certainty, setCertainty] = useState<Certainty | null>(null);
  const [onset, setOnset] = useState(noOnset);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const isHeld = detail.state === 'held';
  const said = onsetOf(onset);
  const missing = {
    certainty: certainty === null ? 'Say how sure the diagnosis is.' : undefined,
    onset: said === undefined ? 'Give the day, or say that there is none.' : undefined,
    reason: isHeld && reason.trim().length < 3 ? 'Say why you confirm although the case was held.' : undefined,
  };
  const refused = (field: string): string | undefined =>
    confirm.error?.field === field ? confirm.error.message : undefined;
  const shown = (field: keyof typeof missing): { error?: string } => {
    const text = (isTried ? missing[field] : undefined) ?? refused(field);
    return text === undefined ? {} : { error: text };
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (certainty === null || said === undefined || missing.reason !== undefined) return;
    void confirm.run({ certainty, onset: said, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) });
  };

  return (
    <form className="ts-stack" onSubmit={submit} noValidate aria-label="Confirm the case">
      <RadioGroup
        label="How sure is the diagnosis?"
        isRequired
        value={certainty}
        onChange={setCertainty}
        {...shown('certainty')}
        choices={[
          { value: 'CONFIRMED_TEST', label: certainties.CONFIRMED_TEST, hint: 'A laboratory found the virus itself.' },
          {
            value: 'CLINICAL_DIAGNOSIS',
            label: certainties.CLINICAL_DIAGNOSIS,
            hint: 'By symptoms and history, without such a test.',
          },
        ]}
      />
      <OnsetField draft={onset} onChange={setOnset} suggestion={detail.suggestion.onset} error={shown('onset').error} />
      <TextField
        label={isHeld ? 'Why you confirm a held case' : 'Note (if needed)'}
        hint="Stays in the hospital’s audit trail."
        multiline
        isRequired={isHeld}
        value={reason}
        onChange={setReason}
        maxLength={500}
        {...shown('reason')}
      />
      <LedgerStatement facility={session.facility} />
      {confirm.error === undefined || confirm.error.field !== undefined ? null : (
        <ErrorState {...errorWords(confirm.error)} code={confirm.error.code} />
      )}
      <Button type="submit" variant="primary" size="large" block isPending={confirm.isRunning}>
        {confirm.isRunning ? 'Making a code and asking the ledger …' : actions.confirm}
      </Button>
    </form>
  );
}
