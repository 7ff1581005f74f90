'use client';
import type { JSX } from 'react';
import { Input } from 'react-aria-components/Input';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { groupCode, tidyCode } from '../format/code.ts';
import { FieldLabel, FieldNotes, type FieldWords } from './field-parts.tsx';

/** What the code field takes: the bare symbols in and out, without separators. */
export interface CodeFieldProps extends FieldWords {
  value: string;
  onChange: (symbols: string) => void;
  /** How many symbols a whole code has. */
  length?: number;
  autoFocus?: boolean;
  isDisabled?: boolean;
}

/**
 * A verification code as it is typed: any case and any separators are taken, the symbols are shown in groups of four.
 * No autocomplete and no spelling: a code stays in nobody's keyboard.
 */
export function CodeField({
  label,
  hint,
  error,
  value,
  onChange,
  length = 16,
  autoFocus = false,
  isDisabled = false,
}: CodeFieldProps): JSX.Element {
  return (
    <AriaTextField
      className="ts-field"
      value={groupCode(value)}
      onChange={(text) => onChange(tidyCode(text).slice(0, length))}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
      autoComplete="off"
      autoCorrect="off"
      spellCheck="false"
      inputMode="text"
    >
      <FieldLabel>{label}</FieldLabel>
      <Input className="ts-input ts-input-code" autoCapitalize="characters" />
      <FieldNotes hint={hint} error={error} />
    </AriaTextField>
  );
}
