'use client';
import { Button, DateField, RadioGroup } from '@tallystick/ui';
import type { JSX } from 'react';
import { now } from '../time.ts';
import { dateOf } from './dates.ts';
import type { OnsetDraft } from './onset.ts';

/** Asks for the onset explicitly: a date, or that there is none to give. What the record says is offered, never taken. */
export function OnsetField({
  draft,
  onChange,
  suggestion,
  error,
}: {
  draft: OnsetDraft;
  onChange: (draft: OnsetDraft) => void;
  suggestion: string | null;
  error?: string | undefined;
}): JSX.Element {
  return (
    <div className="ts-stack">
      <RadioGroup
        label="When did symptoms begin?"
        isRequired
        value={draft.choice}
        onChange={(choice) => onChange({ ...draft, choice })}
        {...(error === undefined || draft.choice !== null ? {} : { error })}
        choices={[
          { value: 'date', label: 'On a day that is known' },
          {
            value: 'none',
            label: 'No symptoms, or not known',
            hint: 'Phones then reckon from the days of contact alone.',
          },
        ]}
      />
      {draft.choice === 'date' ? (
        <div className="ts-cluster his-onset">
          <DateField
            label="Day of onset"
            value={draft.date}
            onChange={(date) => onChange({ ...draft, date })}
            max={dateOf(now())}
            {...(error === undefined ? {} : { error })}
          />
          {suggestion === null || suggestion === draft.date ? null : (
            <Button onPress={() => onChange({ choice: 'date', date: suggestion })}>
              Use {suggestion} from the record
            </Button>
          )}
        </div>
      ) : null}
    </div>
  );
}
