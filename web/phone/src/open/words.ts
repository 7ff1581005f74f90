import { TallystickError } from '@tallystick/protocol';
import type { ErrorWords } from '@tallystick/ui';

const names: Readonly<Record<string, string>> = {
  HealthMSP: 'Health',
  AuthorityMSP: 'Authority',
  AuditorMSP: 'Auditor',
};

/** The name of an organisation by its MSP id; one that is not known by the id. */
export function organisationName(mspId: string): string {
  return names[mspId] ?? mspId;
}

/** Organisations in the order in which they are always named. */
const organisations = Object.keys(names);

/** The organisations that endorsed, always in one order. */
export function inOrder(mspIds: readonly string[]): string[] {
  const rank = (id: string): number => (organisations.includes(id) ? organisations.indexOf(id) : organisations.length);
  return mspIds.toSorted((a, b) => rank(a) - rank(b));
}

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
