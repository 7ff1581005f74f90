'use client';
import { useEffect, useRef, useState } from 'react';
import { now } from '../time.ts';
import { type Idleness, idleness } from './idle.ts';

const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/**
 * Watches for signs of a person; `enabled` false means that nobody is signed in. While there are some, `onPresence` is
 * called now and then, so that somebody who only reads and types is not signed out by the other side.
 */
export function useIdleness(idleSeconds: number, enabled: boolean, onPresence: () => void): Idleness {
  const [state, setState] = useState<Idleness>({ state: 'active' });
  const last = useRef(now());
  useEffect(() => {
    if (!enabled) return;
    last.current = now();
    setState({ state: 'active' });
    const note = (): void => {
      last.current = now();
    };
    let told = now();
    const look = (): void => {
      setState(idleness(now() - last.current, idleSeconds));
      if (last.current <= told || now() - told < idleSeconds / 4) return;
      told = now();
      onPresence();
    };
    for (const sign of signs) window.addEventListener(sign, note, { passive: true, capture: true });
    document.addEventListener('visibilitychange', look);
    const timer = setInterval(look, 1000);
    return () => {
      for (const sign of signs) window.removeEventListener(sign, note, { capture: true });
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
    };
  }, [idleSeconds, enabled, onPresence]);
  return state;
}
