/** A localnet's data directory from a backup. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { extract } from 'tar';
import { checkChain } from './check-chain.ts';
import { LEDGER_FILE, MANIFEST_FILE, type Manifest, manifest as manifestShape, measure } from './manifest.ts';

/**
 * Makes a data directory from a backup, whole or not at all: every file must have its hash, and the blocks must be one
 * chain that ends where the manifest says.
 * @throws Error with a sentence when the directory holds anything, or the file is no whole backup
 */
export async function restoreLocalnet({ file, dataDir }: { file: string; dataDir: string }): Promise<Manifest> {
  if (!existsSync(file)) throw new Error(`${file} is not there`);
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new Error(`${dataDir} is not empty; a backup is restored into a new folder only`);
  }
  const home = path.resolve(dataDir);
  mkdirSync(path.dirname(home), { recursive: true });
  const folder = mkdtempSync(`${home}.`);
  try {
    const manifest = await unpack(file, folder);
    await compare(manifest, folder);
    const chain = checkChain(path.join(folder, LEDGER_FILE));
    if (JSON.stringify(chain) !== JSON.stringify(manifest.chain)) {
      throw new Error(`${file} holds another chain than its manifest says`);
    }
    if (existsSync(home)) rmdirSync(home);
    renameSync(folder, home);
    return manifest;
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}

async function unpack(file: string, folder: string): Promise<Manifest> {
  try {
    // Folders are made where files want them; links and the like have no place in a backup.
    const filter = (_name: string, entry: object): boolean => 'type' in entry && entry.type === 'File';
    await extract({ file, cwd: folder, strict: true, filter });
    const content = path.join(folder, MANIFEST_FILE);
    const manifest = manifestShape.parse(JSON.parse(readFileSync(content, 'utf8')));
    rmSync(content);
    return manifest;
  } catch (cause) {
    throw new Error(`${file} is no backup of a localnet that this version knows, or not a whole one`, { cause });
  }
}

async function compare({ files }: Manifest, folder: string): Promise<void> {
  const found = await measure(folder);
  for (const name of new Set([...Object.keys(files), ...Object.keys(found)])) {
    const [said, is] = [files[name], found[name]];
    if (said?.sha256 !== is?.sha256 || said?.bytes !== is?.bytes) {
      throw new Error(`the backup is damaged: ${name} is not what the manifest says`);
    }
    chmodSync(path.join(folder, name), said!.mode);
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o700);
  }
}
