import { readFileSync } from 'node:fs';

/** Whether a setting is PEM text itself and not the path of a file: profiles may carry public certificates inline. */
export function isPemText(setting: string): boolean {
  return setting.trimStart().startsWith('-----BEGIN ');
}

/** How a PEM setting is named to a person. */
export function fileOf(setting: string): string | undefined {
  return isPemText(setting) ? undefined : setting;
}

/** Why a file cannot be read, without its content. */
export function readFailure(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOENT') return 'is not there';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  if (code === 'EISDIR') return 'is a folder';
  return `cannot be read (${code ?? 'unknown cause'})`;
}

/** PEM text of a setting: a path, or the text itself. @throws Error naming the purpose when the file cannot be read. */
export function readPem(setting: string, purpose: string): string {
  if (isPemText(setting)) return setting;
  try {
    return readFileSync(setting, 'utf8');
  } catch (cause) {
    throw new Error(`cannot read the PEM file of ${purpose}`, { cause });
  }
}

/** The certificates of a PEM text, each as PEM. */
export function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
}
