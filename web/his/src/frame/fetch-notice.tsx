'use client';
import { Banner, Button, ErrorState, formatClock } from '@tallystick/ui';
import type { JSX } from 'react';
import type { Fetched } from '../hooks/use-fetched.ts';
import { errorWords } from '../words/error-words.ts';

/** What went wrong on fetching: an error where nothing is known, a notice with the time where older data is shown. */
export function FetchNotice({ fetched }: { fetched: Fetched<unknown> }): JSX.Element | null {
  const { error, data, at, reload } = fetched;
  if (error === undefined) return null;
  const again = (
    <Button icon="refresh" onPress={() => void reload()}>
      Try again
    </Button>
  );
  if (data === undefined || at === undefined)
    return <ErrorState {...errorWords(error)} code={error.code} action={again} />;
  return (
    <Banner tone="warn" icon="offline" title={errorWords(error).happened} action={again}>
      You see what was known at {formatClock(at, 'en-GB')}.
    </Banner>
  );
}
