'use client';
import type { JSX, ReactNode } from 'react';
import { RadioGroup as AriaRadioGroup, Radio } from 'react-aria-components/RadioGroup';
import { FieldLabel, FieldNotes, type FieldWords } from './field-parts.tsx';
import { Icon } from './icon.tsx';

/** One of the choices. */
export interface Choice<T extends string> {
  value: T;
  label: ReactNode;
  hint?: ReactNode;
  isDisabled?: boolean;
}

/** What a radio group takes; `value` is null while nothing has been chosen, and nothing is chosen beforehand. */
export interface RadioGroupProps<T extends string> extends FieldWords {
  choices: readonly Choice<T>[];
  value: T | null;
  onChange: (value: T) => void;
  isRequired?: boolean;
}

/** One choice out of a few, each a target of its own with room for a sentence. */
export function RadioGroup<T extends string>({
  label,
  hint,
  error,
  choices,
  value,
  onChange,
  isRequired = false,
}: RadioGroupProps<T>): JSX.Element {
  return (
    <AriaRadioGroup
      className="ts-field"
      value={value}
      onChange={(chosen) => onChange(chosen as T)}
      isInvalid={error !== undefined}
      isRequired={isRequired}
    >
      <FieldLabel>{label}</FieldLabel>
      <FieldNotes hint={hint} error={error} />
      <div className="ts-choices ts-choice-group">
        {choices.map((choice) => (
          <Radio key={choice.value} value={choice.value} isDisabled={choice.isDisabled === true} className="ts-choice">
            <span className="ts-choice-mark" data-round>
              <Icon name="check" />
            </span>
            <span className="ts-choice-text">
              <span>{choice.label}</span>
              {choice.hint === undefined ? null : <span className="ts-hint">{choice.hint}</span>}
            </span>
          </Radio>
        ))}
      </div>
    </AriaRadioGroup>
  );
}
