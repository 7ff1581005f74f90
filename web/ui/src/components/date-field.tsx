'use client';
import { type CalendarDate, parseDate } from '@internationalized/date';
import type { JSX } from 'react';
import { DateField as AriaDateField, DateInput, DateSegment } from 'react-aria-components/DateField';
import { FieldLabel, FieldNotes, type FieldWords } from './field-parts.tsx';

/** What a date field takes: ISO days (`2026-03-03`) in and out; null while nothing whole stands in it. */
export interface DateFieldProps extends FieldWords {
  value: string | null;
  onChange: (day: string | null) => void;
  min?: string;
  max?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
}

/** A day, typed segment by segment in the order of the reader's language; arrow keys step. */
export function DateField({ label, hint, error, value, onChange, min, max, ...rest }: DateFieldProps): JSX.Element {
  return (
    <AriaDateField<CalendarDate>
      {...rest}
      {...(min === undefined ? {} : { minValue: parseDate(min) })}
      {...(max === undefined ? {} : { maxValue: parseDate(max) })}
      className="ts-field"
      value={value === null ? null : parseDate(value)}
      onChange={(day) => onChange(day === null ? null : day.toString())}
      isInvalid={error !== undefined}
      shouldForceLeadingZeros
    >
      <FieldLabel>{label}</FieldLabel>
      <DateInput className="ts-input ts-date-input">
        {(segment) => <DateSegment segment={segment} className="ts-date-segment" />}
      </DateInput>
      <FieldNotes hint={hint} error={error} />
    </AriaDateField>
  );
}
