import { TallystickError } from '@tallystick/protocol';
import type { ErrorWords } from '@tallystick/ui';

/** An error of an open page in words. */
export function openErrorWords(error: unknown): ErrorWords {
  if (error instanceof TallystickError && error.code === 'NOT_FOUND') {
    return {
      happened: 'There is nothing by that name on the ledger.',
      means: 'The address may be mistyped, or the network may be another one than it was.',
      todo: 'Choose something from the list.',
    };
  }
  if (error instanceof TallystickError) {
    return {
      happened: 'The service did not answer this question.',
      means: `It said: ${error.message}`,
      todo: 'Wait a moment and try again.',
    };
  }
  return {
    happened: 'The service cannot be reached.',
    means: 'What stands on the ledger has not changed; it cannot be shown at the moment.',
    todo: 'Check your connection and try again.',
  };
}
