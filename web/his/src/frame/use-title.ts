'use client';
import { useEffect } from 'react';

/** Names the page for the tab and the browser's history. A title never names a patient or a diagnosis. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tallystick`;
  }, [title]);
}
