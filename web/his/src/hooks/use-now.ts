'use client';
import { useEffect, useState } from 'react';
import { now } from '../time.ts';

/** The present in Unix seconds, renewed every `every` seconds. */
export function useNow(every = 30): number {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), every * 1000);
    return () => clearInterval(timer);
  }, [every]);
  return at;
}
