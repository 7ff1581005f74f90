import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Everything under a folder, files only. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

/** The forms in which bytes could stand in a file: raw, hex (either case), base64 (each alignment). */
export function formsOf(secret: Uint8Array): Buffer[] {
  const raw = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), raw]).toString('base64');
    // The symbols that depend on the secret alone, whatever stands before and after it.
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + raw.length) * 8) / 6));
  });
  const hex = raw.toString('hex');
  return [raw, ...[hex, hex.toUpperCase(), ...base64].map((text) => Buffer.from(text, 'latin1'))];
}

/** Files below a folder in which one of the needles stands. */
export function filesWith(folder: string, needles: readonly Buffer[]): string[] {
  return filesBelow(folder).filter((path) => {
    const content = readFileSync(path);
    return needles.some((needle) => content.includes(needle));
  });
}
