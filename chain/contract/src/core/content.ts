import { createHash } from 'node:crypto';
import { type CanonicalValue, canonicalBytes, canonicalJson } from '@tallystick/protocol';

/** Whether a record holds exactly the argument's fields with the argument's values: then it is the same request again. */
export function holdsArgument(record: object, argument: object, optional: readonly string[] = []): boolean {
  const names = new Set([...Object.keys(argument), ...optional]);
  const picked = (from: object): CanonicalValue =>
    Object.fromEntries(Object.entries(from).filter(([name]) => names.has(name)));
  return canonicalJson(picked(record)) === canonicalJson(picked(argument));
}

/** SHA-256 of a private value's canonical bytes, hex: what the ledger keeps of it. */
export function privateValueHash(value: CanonicalValue): string {
  return createHash('sha256').update(canonicalBytes(value)).digest('hex');
}
