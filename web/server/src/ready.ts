/** Something that a face passes requests on to. */
export interface Upstream {
  readonly name: string;
  readonly url: string;
}

/** What `/readyz` says: ready only when everything behind it is. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ready' | 'not ready' | 'unreachable'>>;
}

async function check(upstream: Upstream): Promise<'ready' | 'not ready' | 'unreachable'> {
  try {
    const response = await fetch(`${upstream.url}/readyz`, { signal: AbortSignal.timeout(2000), redirect: 'error' });
    await response.body?.cancel();
    return response.ok ? 'ready' : 'not ready';
  } catch {
    return 'unreachable';
  }
}

/** Asks everything behind a face, each for at most two seconds. */
export async function readiness(upstreams: readonly Upstream[]): Promise<Readiness> {
  const answers = await Promise.all(upstreams.map(async (upstream) => [upstream.name, await check(upstream)] as const));
  return { ready: answers.every(([, answer]) => answer === 'ready'), checks: Object.fromEntries(answers) };
}
