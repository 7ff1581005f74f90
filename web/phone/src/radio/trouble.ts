import { TagError } from '@tallystick/protocol';
import type { RadioTrouble } from '../domain/radio-state.ts';

/** What the person ended: no chooser's choice is no failure. */
export class Cancelled extends Error {
  constructor(cause?: unknown) {
    super('nothing was chosen', { cause });
    this.name = 'Cancelled';
  }
}

/** Why something with Bluetooth did not work, in the terms of screens. */
export function troubleOf(error: unknown): RadioTrouble {
  if (error instanceof TagError) return 'failed';
  if (!(error instanceof DOMException)) return 'failed';
  if (error.name === 'NotAllowedError' || error.name === 'SecurityError') return 'refused';
  if (error.name === 'NotSupportedError') return 'absent';
  // Chrome tells an adapter that is off by this message alone.
  if (/adapter|bluetooth is (off|disabled)/i.test(error.message)) return 'off';
  return 'failed';
}
