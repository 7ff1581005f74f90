import { TallystickError, type WitnessKind } from '@tallystick/protocol';
import { errorOfBody, type Party, Unreachable } from './errors.ts';

const TIMEOUT = 20_000;

async function get(path: string, party: Party): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { cache: 'no-cache', credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT) });
  } catch (cause) {
    throw new Unreachable(party, cause);
  }
  if (response.ok) return response;
  const error = errorOfBody(await response.json().catch(() => null));
  if (response.status >= 500) throw new Unreachable(party, error ?? undefined);
  throw error ?? new TallystickError(response.status === 410 ? 'GONE' : 'NOT_FOUND');
}

/** JSON of a public resource, unread. @throws Unreachable, TallystickError with the server's code. */
export async function getJson(path: string, party: Party = 'server'): Promise<unknown> {
  const response = await get(path, party);
  return response.json().catch((cause: unknown) => {
    throw new Unreachable(party, cause);
  });
}

/** Bytes of a public resource. @throws as {@link getJson}. */
export async function getBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await get(path, 'server');
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * A statement's envelope from the Auditor, unverified.
 *
 * @param subject - as in the statement; for the newest: kind `head` without one, kind `policy` with `current`.
 * @throws TallystickError `NOT_WITNESSED` when there is none, Unreachable.
 */
export function getWitness(kind: WitnessKind, subject?: string): Promise<unknown> {
  const path = subject === undefined ? `/witness/${kind}` : `/witness/${kind}/${subject}`;
  return getJson(path, 'auditor').catch((error: unknown) => {
    if (error instanceof TallystickError && error.code === 'NOT_FOUND') throw new TallystickError('NOT_WITNESSED');
    throw error;
  });
}
