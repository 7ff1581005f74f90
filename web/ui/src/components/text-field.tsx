'use client';
import type { JSX } from 'react';
import { Input } from 'react-aria-components/Input';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components/TextField';
import { FieldLabel, FieldNotes, type FieldWords } from './field-parts.tsx';

/** What a text field takes beside what React Aria's takes (`value`, `onChange`, `isRequired`, `name`, …). */
export interface TextFieldProps extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children'>, FieldWords {
  multiline?: boolean;
  placeholder?: string;
}

/** One line of text, or several with `multiline`. */
export function TextField({
  label,
  hint,
  error,
  multiline = false,
  placeholder,
  ...rest
}: TextFieldProps): JSX.Element {
  const hinting = placeholder === undefined ? {} : { placeholder };
  return (
    <AriaTextField {...rest} className="ts-field" isInvalid={error !== undefined || rest.isInvalid === true}>
      <FieldLabel>{label}</FieldLabel>
      {multiline ? <TextArea className="ts-input" {...hinting} /> : <Input className="ts-input" {...hinting} />}
      <FieldNotes hint={hint} error={error} />
    </AriaTextField>
  );
}
