import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildPhone } from '../../build.ts';

const out = resolve(import.meta.dirname, '../../.next/phone-test');
let building: Promise<string> | null = null;

/**
 * A practice build of the phone for the tests of this process; `PHONE_BUILD` names one that is there already.
 *
 * @returns its folder.
 */
export function builtPhone(): Promise<string> {
  const given = process.env.PHONE_BUILD;
  if (given !== undefined && existsSync(given)) return Promise.resolve(given);
  building ??= buildPhone({ outDir: out, practice: true }).then(() => out);
  return building;
}
