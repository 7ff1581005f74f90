'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { askOpen, type OpenQuery } from './query.ts';

/** Something asked of the open API: what is known, and what went wrong the last time. */
export interface Opened<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly reload: () => void;
}

/** Asks `query` at once and every `every` seconds while the page is seen; `query` must be stable. */
export function useOpen<Shape extends z.ZodType>(query: OpenQuery<Shape>, every?: number): Opened<z.infer<Shape>> {
  const [known, setKnown] = useState<{ query: unknown; data: z.infer<Shape> }>();
  const [failed, setFailed] = useState<{ query: unknown; error: unknown }>();
  const running = useRef<AbortController>(undefined);
  const ask = useCallback(async () => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    try {
      const data = await askOpen(query, controller.signal);
      if (controller.signal.aborted) return;
      setKnown({ query, data });
      setFailed(undefined);
    } catch (error) {
      if (!controller.signal.aborted) setFailed({ query, error });
    }
  }, [query]);
  useEffect(() => {
    void ask();
    const look = (): void => {
      if (document.visibilityState === 'visible') void ask();
    };
    const timer = every === undefined ? undefined : setInterval(look, every * 1000);
    return () => {
      clearInterval(timer);
      running.current?.abort();
    };
  }, [ask, every]);
  return {
    data: known?.query === query ? known.data : undefined,
    error: failed?.query === query ? failed.error : undefined,
    reload: () => void ask(),
  };
}
