'use client';
import type { JSX, ReactNode } from 'react';
import { FieldError as AriaFieldError } from 'react-aria-components/FieldError';
import { Label as AriaLabel } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { Icon } from './icon.tsx';

/** What every field takes: its label, a sentence that helps, and the sentence when its content cannot be taken. */
export interface FieldWords {
  label: ReactNode;
  hint?: ReactNode;
  /** Shown, and the field marked invalid, when it is given. */
  error?: ReactNode;
}

/** The label above a field. */
export function FieldLabel({ children }: { children: ReactNode }): JSX.Element {
  return <AriaLabel className="ts-label">{children}</AriaLabel>;
}

/** The sentence that helps, and the one that says what is wrong; both are tied to the field for screen readers. */
export function FieldNotes({ hint, error }: Pick<FieldWords, 'hint' | 'error'>): JSX.Element {
  return (
    <>
      {hint === undefined ? null : (
        <Text slot="description" className="ts-hint">
          {hint}
        </Text>
      )}
      <AriaFieldError className="ts-error">
        {({ validationErrors }) => (
          <>
            <Icon name="warning" />
            <span>{error ?? validationErrors.join(' ')}</span>
          </>
        )}
      </AriaFieldError>
    </>
  );
}
