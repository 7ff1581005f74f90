/** A localnet's data in one file, while it runs or stands still. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { create } from 'tar';
import { checkChain } from './check-chain.ts';
import { filesBelow, LEDGER_FILE, MANIFEST_FILE, type Manifest, measure } from './manifest.ts';

/** More pages than a file has: in one step, so that what is committed meanwhile does not start the copy again. */
const ALL_PAGES = 0x7fff_ffff;

/** What else is kept: keys and certificates, and the definition. `target.json` is written anew at each start. */
const KEPT = /^(organisations\/.*\.(pem|key)|definition\.json)$/;

/**
 * Writes a backup (a tar archive, mode 0600): the ledger with its private data as of one moment, all keys and
 * certificates, and a manifest with their hashes.
 * @throws Error with a sentence when there is nothing to back up, the file is there already, or the chain is broken
 */
export async function backUpLocalnet({ dataDir, file }: { dataDir: string; file: string }): Promise<Manifest> {
  const source = path.join(dataDir, LEDGER_FILE);
  if (!existsSync(source)) throw new Error(`there is no localnet in ${dataDir}: ${LEDGER_FILE} is not there`);
  if (existsSync(file)) throw new Error(`${file} is there already; a backup is never written over`);
  const folder = mkdtempSync(`${path.resolve(file)}.`);
  try {
    const content = path.join(folder, 'content');
    mkdirSync(content, { mode: 0o700 });
    await copyLedger(source, path.join(content, LEDGER_FILE));
    for (const name of filesBelow(dataDir).filter((each) => KEPT.test(each))) {
      mkdirSync(path.dirname(path.join(content, name)), { recursive: true, mode: 0o700 });
      copyFileSync(path.join(dataDir, name), path.join(content, name));
    }
    const manifest: Manifest = {
      format: 'localnet-backup',
      version: 1,
      madeAt: new Date().toISOString(),
      chain: checkChain(path.join(content, LEDGER_FILE)),
      files: await measure(content),
    };
    writeFileSync(path.join(content, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    const archive = path.join(folder, 'archive');
    await create({ file: archive, cwd: content, portable: true, mode: 0o600 }, [
      MANIFEST_FILE,
      ...Object.keys(manifest.files),
    ]);
    flush(archive);
    renameSync(archive, file);
    return manifest;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function copyLedger(source: string, copy: string): Promise<void> {
  const database = new DatabaseSync(source, { readOnly: true });
  try {
    await backup(database, copy, { rate: ALL_PAGES });
  } finally {
    database.close();
  }
  chmodSync(copy, 0o600);
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
