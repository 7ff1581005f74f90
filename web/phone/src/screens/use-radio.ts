'use client';
import { TagError } from '@tallystick/protocol';
import { useState } from 'react';
import { startScan } from '../radio/scan-radio.ts';
import { pairTag, syncTag } from '../radio/tag-radio.ts';
import { Cancelled } from '../radio/trouble.ts';
import { usePhone } from './phone-context.tsx';

/** What a person can do with the radios; each begins with a tap, since browsers ask for one. */
export interface RadioActions {
  readonly busy: boolean;
  /** What went wrong with the last one, in words; null when nothing did. */
  readonly problem: string | null;
  readonly pair: () => void;
  readonly sync: () => void;
  readonly listen: () => void;
}

const tagWords: Partial<Record<string, string>> = {
  PAIRING_CLOSED: 'The tag’s button was not pressed, or too long ago. Press it and try again within a minute.',
  PAIRING_FAILED: 'The tag could not be confirmed. Move away from other devices and try again.',
  NOT_PAIRED: 'This tag does not know this phone any more. Pair it again.',
  ALTERED: 'This tag does not know this phone any more. Pair it again.',
};

function wordsFor(error: unknown): string | null {
  if (error instanceof Cancelled) return null;
  if (error instanceof TagError) return tagWords[error.code] ?? 'The tag did not answer. Bring it near and try again.';
  if (error instanceof DOMException && error.name === 'SecurityError') return 'Bluetooth is not allowed for this site.';
  return 'The tag could not be reached. Bring it near and try again.';
}

/** The actions with their state. */
export function useRadio(): RadioActions {
  const phone = usePhone();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = (work: () => Promise<unknown>) => (): void => {
    setBusy(true);
    setProblem(null);
    work()
      .catch((error: unknown) => setProblem(wordsFor(error)))
      .finally(() => setBusy(false));
  };
  return {
    busy,
    problem,
    pair: run(() => pairTag(phone)),
    sync: run(() => syncTag(phone)),
    listen: run(async () => {
      await startScan(phone);
      await phone.setSetting('radio', 'scan');
    }),
  };
}
