import { type ExportedKey, fromHex, type Match, readExportFile, TallystickError, toHex } from '@tallystick/protocol';
import { type CheckState, uncheckedState } from '../domain/check-state.ts';
import {
  type ExportIndex,
  exportIndex,
  type IndexedRecord,
  matchWitness,
  mayBeExpired,
  recordsToProcess,
} from '../domain/export-chain.ts';
import { requireFresh } from '../domain/freshness.ts';
import { failureCode } from '../net/errors.ts';
import { getBytes, getJson } from '../net/resources.ts';
import { isStorageFull, readSetting, writeSetting } from '../store/database.ts';
import type { PhoneContext } from './context.ts';
import { meetServer } from './network.ts';
import { fetchPolicy } from './policy.ts';
import { witnessOf } from './witness.ts';

/** Finds the phone's encounters with published keys; in the app it runs in a worker. */
export type Matcher = (keys: readonly ExportedKey[]) => Promise<readonly Match[]>;

/** How far a check has come: files done, of how many. */
export type CheckProgress = (done: number, of: number) => void;

/**
 * One exposure check: the head is fresh, every record is witnessed and follows the one before it, every file is the recorded
 * one and signed by a witnessed key, the policy is witnessed and in force; then the keys are matched. What was processed before
 * a refusal stays processed. The outcome is stored either way, and never thrown.
 */
export async function checkExposure(
  context: PhoneContext,
  match: Matcher,
  progress: CheckProgress = () => undefined,
): Promise<CheckState> {
  const { db, clock } = context;
  try {
    const state = (await readSetting(db, 'check')) ?? uncheckedState;
    if ((await meetServer(db, clock, context.pins)) === 'other-network') throw new TallystickError('OTHER_NETWORK');
    const { body: head } = await witnessOf(context, 'head', undefined);
    requireFresh(head.time, state.headTime, clock.platform(), context.pins.windowSeconds);
    const policy = await fetchPolicy(context, state.policyVersion);
    const records = recordsToProcess(await fetchIndex(context), state, head.lastExport);
    await processAll(context, records, head.time, match, progress);
    return await conclude(context, {
      okAt: clock.platform(),
      code: null,
      headTime: head.time,
      policyVersion: policy.version,
    });
  } catch (error) {
    if (isStorageFull(error)) throw error;
    return await conclude(context, { code: failureCode(error) });
  }
}

async function conclude({ db, clock }: PhoneContext, outcome: Partial<CheckState>): Promise<CheckState> {
  const state = (await readSetting(db, 'check')) ?? uncheckedState;
  const next = { ...state, ...outcome, at: clock.platform() };
  await writeSetting(db, 'check', next);
  return next;
}

async function fetchIndex({ pins }: PhoneContext): Promise<IndexedRecord[]> {
  const parsed = exportIndex.safeParse(await getJson('/exports/index.json'));
  if (!parsed.success) throw new TallystickError('EXPORT_UNRECORDED', { field: 'index', cause: parsed.error });
  const index: ExportIndex = parsed.data;
  if (index.network !== pins.network) throw new TallystickError('OTHER_NETWORK');
  return index.records;
}

async function processAll(
  context: PhoneContext,
  records: readonly IndexedRecord[],
  headTime: number,
  match: Matcher,
  progress: CheckProgress,
): Promise<void> {
  const keys = new Map<string, Uint8Array>();
  for (const [i, record] of records.entries()) {
    progress(i, records.length);
    const { body } = await witnessOf(context, 'export', String(record.sequence));
    matchWitness(record, body);
    if (record.status === 'expired') {
      if (!mayBeExpired(record, headTime, context.pins.practice)) throw new TallystickError('EXPORT_MISSING');
      await storeProcessed(context, record, [], []);
      continue;
    }
    const { content } = await fetchFile(context, record, keys);
    const revoked = content.revisedKeys.filter(({ reportType }) => reportType === 'REVOKED');
    const standing = content.revisedKeys.filter(({ reportType }) => reportType !== 'REVOKED');
    await storeProcessed(context, record, await match([...content.keys, ...standing]), revoked);
  }
  progress(records.length, records.length);
}

async function fetchFile(
  context: PhoneContext,
  record: IndexedRecord,
  keys: Map<string, Uint8Array>,
): Promise<ReturnType<typeof readExportFile>> {
  const { keyId, name, sha256, sequence } = record;
  const publicKey = keys.get(keyId) ?? fromHex((await witnessOf(context, 'exportKey', keyId)).body.publicKey, 65);
  keys.set(keyId, publicKey);
  const zip = await getBytes(`/exports/${name}`).catch((error: unknown) => {
    const gone = error instanceof TallystickError && (error.code === 'GONE' || error.code === 'NOT_FOUND');
    throw gone ? new TallystickError('EXPORT_MISSING', { field: `records.${sequence}` }) : error;
  });
  const file = readExportFile(zip, [{ keyId, publicKey }]);
  if (file.sha256 !== sha256) throw new TallystickError('EXPORT_ALTERED', { field: `records.${sequence}` });
  return file;
}

/** Exposures, withdrawals and the mark "processed" of one file in one transaction: a crash leaves all or nothing. */
async function storeProcessed(
  { db, clock }: PhoneContext,
  record: IndexedRecord,
  found: readonly Match[],
  revoked: readonly ExportedKey[],
): Promise<void> {
  const now = clock.platform();
  const { sequence, sha256, windowStart, windowEnd } = record;
  const tx = db.transaction(['exports', 'exposures', 'settings'], 'readwrite', { durability: 'strict' });
  const exposures = tx.objectStore('exposures');
  for (const match of found) {
    const key = toHex(match.key.key);
    const id = `${key}/${toHex(match.encounter.rpi)}/${match.encounter.firstInterval}`;
    await exposures.put({ id, key, match, sequence, matchedAt: now });
  }
  for (const { key } of revoked) {
    for (const exposure of await exposures.index('key').getAll(toHex(key))) {
      await exposures.put({ ...exposure, withdrawnBy: sequence, withdrawnAt: now });
    }
  }
  await tx.objectStore('exports').put({
    sequence,
    sha256,
    windowStart,
    windowEnd,
    processedAt: now,
    keys: record.real + record.padding,
  });
  const settings = tx.objectStore('settings');
  const state = ((await settings.get('check')) as CheckState | undefined) ?? uncheckedState;
  await settings.put({ ...state, lastSequence: sequence, lastSha256: sha256 } satisfies CheckState, 'check');
  await tx.done;
}
