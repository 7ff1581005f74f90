'use client';
import type { JSX } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import {
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components/NumberField';
import { FieldLabel, FieldNotes, type FieldWords } from './field-parts.tsx';
import { Icon } from './icon.tsx';

/** What a number field takes beside what React Aria's takes (`value`, `minValue`, `maxValue`, `step`, …). */
export interface NumberFieldProps extends Omit<AriaNumberFieldProps, 'className' | 'style' | 'children'>, FieldWords {}

/** A number with a button to either side. */
export function NumberField({ label, hint, error, ...rest }: NumberFieldProps): JSX.Element {
  return (
    <AriaNumberField {...rest} className="ts-field" isInvalid={error !== undefined}>
      <FieldLabel>{label}</FieldLabel>
      <Group className="ts-number-group">
        <AriaButton slot="decrement" className="ts-button" data-variant="secondary">
          <Icon name="minus" />
        </AriaButton>
        <Input className="ts-input" />
        <AriaButton slot="increment" className="ts-button" data-variant="secondary">
          <Icon name="plus" />
        </AriaButton>
      </Group>
      <FieldNotes hint={hint} error={error} />
    </AriaNumberField>
  );
}
