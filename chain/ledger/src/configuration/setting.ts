import { X509Certificate } from 'node:crypto';
import type { Faults } from './fault.ts';
import { certificatesIn, fileOf, readFailure, readPem } from './pem.ts';

/** The parts of a setting's value that a check is told. */
export type Setting = { readonly name: string; readonly value: string };

/** PEM text of a setting; undefined, and a fault, where it cannot be read. */
export function read({ name, value }: Setting, faults: Faults): string | undefined {
  try {
    return readPem(value, name);
  } catch (error) {
    const failure = readFailure((error as Error).cause);
    return faults.none(name, value, failure, 'Put the PEM file there, or correct the path.');
  }
}

/** Every certificate of a setting; undefined, and a fault, where there is none. */
export function parsedAll(setting: Setting, faults: Faults): [X509Certificate, ...X509Certificate[]] | undefined {
  const text = read(setting, faults);
  if (text === undefined) return undefined;
  try {
    const [first, ...others] = certificatesIn(text).map((pem) => new X509Certificate(pem));
    if (first !== undefined) return [first, ...others];
  } catch {
    // Said below.
  }
  return faults.none(setting.name, fileOf(setting.value), 'is no certificate in PEM', 'Put the right file there.');
}

/** The one certificate of a setting; of several the first, which is the one that counts. */
export function parsed(setting: Setting, faults: Faults): X509Certificate | undefined {
  return parsedAll(setting, faults)?.[0];
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Notes what has run out at `end`. */
export function checkTime(end: number, { name, value }: Setting, mend: string, now: number, faults: Faults): void {
  if (end <= now) faults.add(name, fileOf(value), `expired on ${day(end)}`, mend);
}
