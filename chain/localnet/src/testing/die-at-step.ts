/**
 * Loaded before `main.ts` (`node --import`), by fault tests alone: ends the process with SIGKILL at a named step between
 * endorsement and commit. The step stands in the file `die-at` of the data folder; whoever dies takes it away first.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Ledger } from '../ledger/ledger.ts';
import { Orderer } from '../orderer/orderer.ts';
import type { DeathStep } from './death-steps.ts';

const folder = process.argv[process.argv.indexOf('--data') + 1] ?? '';
const order = path.join(folder, 'die-at');

/** Dies here when it has been told so. */
function reach(step: DeathStep): void {
  let told: string;
  try {
    told = readFileSync(order, 'utf8');
  } catch {
    return;
  }
  if (told !== step) return;
  rmSync(order);
  process.kill(process.pid, 'SIGKILL');
}

const { keepPrivate, commit } = Ledger.prototype;
const take = Orderer.prototype.order;
const { exec } = DatabaseSync.prototype;
let committing = false;

Ledger.prototype.keepPrivate = async function (...given) {
  reach('endorsed, its private values not yet kept');
  await keepPrivate.apply(this, given);
  reach('private values kept, the endorsement not yet answered');
};
Orderer.prototype.order = function (envelope) {
  reach('handed to the orderer, not yet queued');
  return take.call(this, envelope);
};
Ledger.prototype.commit = function (...given) {
  reach('ordered, nothing written');
  committing = true;
  commit.apply(this, given);
  committing = false;
};
DatabaseSync.prototype.exec = function (sql) {
  const last = committing && sql === 'COMMIT';
  if (last) reach('block written, its database transaction not yet committed');
  exec.call(this, sql);
  if (last) reach('block committed, nobody told');
};
