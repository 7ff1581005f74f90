import type { Phone } from '../core/phone.ts';
import { PracticeRadio } from './practice-radio.ts';

/** What tests and the demo may do to a practice build's phone, at `window.tallystickPractice`. */
export interface PracticeHook {
  readonly radio: PracticeRadio;
  /** Sets the phone's clock to a moment (Unix seconds); 0 sets it back to the real one. */
  setClock(seconds: number): Promise<void>;
  /** Fixes the chance of every randomised answer (0..1), null frees it again. */
  setCoin(chance: number | null): Promise<void>;
  /** Does everything that is due now, and resolves when it is done. */
  round(): Promise<void>;
}

declare global {
  interface Window {
    tallystickPractice?: PracticeHook;
  }
}

let installed: PracticeRadio | null = null;

/** Adds the practice radio and the hook to an opened phone. */
export function installPractice(phone: Phone): void {
  const radio = new PracticeRadio(phone);
  installed = radio;
  window.tallystickPractice = {
    radio,
    setClock: (seconds) => (seconds === 0 ? radio.today() : radio.setClock(seconds)),
    setCoin: (chance) => phone.setSetting('coin', chance ?? undefined),
    round: () => phone.round(),
  };
}

/** The practice radio of this window. @throws Error before {@link installPractice}. */
export function practiceRadio(): PracticeRadio {
  if (installed === null) throw new Error('no practice radio here');
  return installed;
}
