/** What a backup holds and what it must hash to. */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** The ledger's file in a data directory, and in a backup of it. */
export const LEDGER_FILE = 'localnet.sqlite';
/** The manifest's file in a backup. */
export const MANIFEST_FILE = 'manifest.json';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Which chain a ledger holds: hex header hashes of its first and of its newest block. */
export const chainSummary = z.strictObject({ network: hash, height: z.int().positive(), newestBlock: hash });
/** Which chain a ledger holds. */
export type ChainSummary = z.infer<typeof chainSummary>;

/** The content of `manifest.json`. */
export const manifest = z.strictObject({
  format: z.literal('localnet-backup'),
  version: z.literal(1),
  madeAt: z.iso.datetime(),
  chain: chainSummary,
  /** By path in the data directory, with `/`. */
  files: z.record(z.string(), z.strictObject({ bytes: z.int().nonnegative(), mode: z.int(), sha256: hash })),
});
/** What a backup holds. */
export type Manifest = z.infer<typeof manifest>;

/** Paths of all files below a folder, sorted. @throws Error at a link, or whatever else is neither file nor folder */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const name = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
      if (!entry.isFile()) throw new Error(`${name} is no ordinary file`);
      return name;
    })
    .sort();
}

/** Size, permissions and SHA-256 of all files below a folder. */
export async function measure(folder: string): Promise<Manifest['files']> {
  const files: Manifest['files'] = {};
  for (const name of filesBelow(folder)) {
    const file = path.join(folder, name);
    const { size, mode } = statSync(file);
    const digest = createHash('sha256');
    await pipeline(createReadStream(file), digest);
    files[name] = { bytes: size, mode: mode & 0o777, sha256: digest.digest('hex') };
  }
  return files;
}
