import { type CanonicalValue, canonicalBytes, TallystickError, toHex } from '@tallystick/protocol';
import { type Policy, readPolicy } from '../domain/policy.ts';
import { askRiskPolicy } from '../net/api.ts';
import { writeSetting } from '../store/database.ts';
import type { PhoneContext } from './context.ts';
import { witnessOf } from './witness.ts';

/**
 * The risk policy in force: what the server shows, held against what the Auditor witnesses, and kept.
 *
 * @param known - newest version ever accepted.
 * @throws TallystickError `STALE` (an older policy than the witnessed or the known one), `NOT_WITNESSED` (another content).
 */
export async function fetchPolicy(context: PhoneContext, known: number | null): Promise<Policy> {
  const [{ body }, shown] = await Promise.all([witnessOf(context, 'policy', undefined, 'current'), askRiskPolicy()]);
  if (shown.version < body.version || body.version < (known ?? 0))
    throw new TallystickError('STALE', { field: 'policy' });
  const digest = await sha256Hex(shown.content as CanonicalValue);
  if (shown.version !== body.version || digest !== body.sha256) {
    throw new TallystickError('NOT_WITNESSED', { field: 'policy' });
  }
  if (body.inForceFrom > context.clock.platform()) throw new TallystickError('NOT_WITNESSED', { field: 'inForceFrom' });
  const policy = readPolicy(body.version, body.inForceFrom, shown.content);
  await writeSetting(context.db, 'policy', policy);
  return policy;
}

async function sha256Hex(content: CanonicalValue): Promise<string> {
  const bytes = new Uint8Array(canonicalBytes(content));
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
