'use client';
import { useCallback, useState } from 'react';
import { ApiError } from '../api/http.ts';

/** Something that is done at the press of a button. */
export interface Act<Input, Output> {
  readonly run: (input: Input) => Promise<Output | undefined>;
  readonly isRunning: boolean;
  readonly error: ApiError | undefined;
  readonly clear: () => void;
}

/** Runs `act` once at a time; keeps its error until the next try, and answers undefined when it failed. */
export function useAct<Input, Output>(act: (input: Input) => Promise<Output>): Act<Input, Output> {
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<ApiError>();
  const run = useCallback(
    async (input: Input) => {
      setRunning(true);
      setError(undefined);
      try {
        return await act(input);
      } catch (thrown) {
        setError(thrown instanceof ApiError ? thrown : new ApiError('INTERNAL', 'Something went wrong.', 0));
        return undefined;
      } finally {
        setRunning(false);
      }
    },
    [act],
  );
  return { run, isRunning, error, clear: useCallback(() => setError(undefined), []) };
}
