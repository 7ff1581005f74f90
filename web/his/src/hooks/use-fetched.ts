'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { How } from '../api/his-api.ts';
import { ApiError } from '../api/http.ts';
import { now } from '../time.ts';

/** Something that was fetched: what is known, since when, and what went wrong the last time. */
export interface Fetched<T> {
  readonly data: T | undefined;
  /** Unix seconds of the newest answer. */
  readonly at: number | undefined;
  readonly error: ApiError | undefined;
  readonly reload: () => Promise<void>;
}

/**
 * Fetches with `load` at once and then in the background every `every` seconds while `isActive` and the page is seen. A failure keeps what
 * was known before. `load` must be stable (`useCallback`): a new one means another thing, so what was known is dropped.
 */
export function useFetched<T>(
  load: (how: How) => Promise<T>,
  { every, isActive = true }: { every?: number; isActive?: boolean } = {},
): Fetched<T> {
  const [known, setKnown] = useState<{ load: unknown; data: T; at: number }>();
  const [failed, setFailed] = useState<{ load: unknown; error: ApiError }>();
  const running = useRef<AbortController>(undefined);

  const fetchNow = useCallback(
    async (background: boolean) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      try {
        const data = await load({ signal: controller.signal, background });
        if (controller.signal.aborted) return;
        setKnown({ load, data, at: now() });
        setFailed(undefined);
      } catch (error) {
        if (controller.signal.aborted) return;
        setFailed({ load, error: error instanceof ApiError ? error : new ApiError('INTERNAL', String(error), 0) });
      }
    },
    [load],
  );
  const reload = useCallback(() => fetchNow(false), [fetchNow]);

  useEffect(() => {
    if (!isActive) return;
    void fetchNow(false);
    const timer =
      every === undefined
        ? undefined
        : setInterval(() => {
            if (document.visibilityState === 'visible') void fetchNow(true);
          }, every * 1000);
    return () => {
      clearInterval(timer);
      running.current?.abort();
    };
  }, [fetchNow, every, isActive]);

  const current = known?.load === load ? known : undefined;
  return {
    data: current?.data,
    at: current?.at,
    error: failed?.load === load ? failed.error : undefined,
    reload,
  };
}
