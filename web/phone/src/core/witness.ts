import { fromHex, verifyStatement, type WitnessKind, type WitnessStatementOf } from '@tallystick/protocol';
import { getWitness } from '../net/resources.ts';
import type { PhoneContext } from './context.ts';

/**
 * What the Auditor says about a subject, verified against its pinned key and network.
 *
 * @param subject - as in the statement.
 * @param path - last part of the address where it differs from the subject (`current`), undefined for a head.
 * @throws TallystickError `NOT_WITNESSED`, `WITNESS_INVALID`, `OTHER_NETWORK`; Unreachable.
 */
export async function witnessOf<K extends WitnessKind>(
  { pins }: Pick<PhoneContext, 'pins'>,
  kind: K,
  subject: string | undefined,
  path: string | undefined = subject,
): Promise<WitnessStatementOf<K>> {
  const envelope = await getWitness(kind, path);
  const expected = subject === undefined ? { kind } : { kind, subject };
  return verifyStatement(envelope, fromHex(pins.witnessKey, 32), pins.network, expected);
}
