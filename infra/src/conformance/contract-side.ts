import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger, LedgerBlock, PrivateWrite, Submission } from '@tallystick/ledger';
import { type ErrorCode, type LedgerRecord, organisations, recordKey, TallystickError } from '@tallystick/protocol';
import { exportRecord, now, type Patient, patient } from '../network/testing/requests.ts';
import { followUntil } from '../network/testing/temporary-network.ts';
import { exportKeyId } from './start.ts';
import type { ContractSide } from './subject.ts';
import type { Credentials } from './wire/client.ts';
import { issued } from './wire/issued.ts';

const { health, authority } = organisations;

export const api = (side: ContractSide): Promise<Ledger> => side.open(authority, { user: 'api' });
export const adapter = (side: ContractSide): Promise<Ledger> => side.open(health, { user: 'adapter' });
export const administrator = (side: ContractSide, mspId: string): Promise<Ledger> =>
  side.open(mspId, { user: 'administrator' });

export async function refusedAs(work: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof TallystickError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  });
}

/** An adapter's certificate of Health's own CA. */
export function adapterOf(side: ContractSide, attributes: Record<string, string>): Promise<Credentials> {
  return issued(side, health, {
    commonName: 'adapter',
    role: 'client',
    attributes: { role: 'adapter', ...attributes },
  });
}

/** Waits until a record stands at a ledger's own peer. */
export async function comesTo(ledger: Ledger, key: string): Promise<LedgerRecord> {
  for (const deadline = Date.now() + 10_000; ; await sleep(20)) {
    const record = await ledger.evaluate(key);
    if (record !== undefined) return record;
    assert.ok(Date.now() < deadline, `${key} did not come`);
  }
}

/** A patient with a code; the record and its details stand at the Authority's peer as well. */
export async function authorised(side: ContractSide): Promise<Patient> {
  const person = await patient();
  await (await adapter(side)).submit(person.authorise);
  await comesTo(await api(side), recordKey.authorisation(person.id));
  return person;
}

/** The block that holds a submission, followed by an organisation, from that block on. */
export async function seenBy(side: ContractSide, mspId: string, block: number): Promise<LedgerBlock> {
  const blocks = await followUntil(await side.open(mspId), block, ({ number }) => number === block);
  return blocks[0]!;
}

export const writesOf = (block: LedgerBlock, collection: string): PrivateWrite[] =>
  block.transactions.flatMap(({ privateWrites }) => privateWrites.filter((each) => each.collection === collection));

/** The next export of the chain, whatever stands there already. */
export async function nextExport(ledger: Ledger): Promise<Submission<'exports:record'>> {
  let previous: { sha256: string; lastBlock: number; windowEnd: number } | undefined;
  for (let sequence = 1; ; sequence++) {
    const record = await ledger.evaluate(recordKey.export(sequence));
    if (record?.type === 'export') previous = record;
    else {
      const firstBlock = previous === undefined ? 0 : previous.lastBlock + 1;
      // Windows do not overlap, and this one is the last whole second.
      while (previous !== undefined && now() <= previous.windowEnd) await sleep(50);
      const sha256 = previous?.sha256 ?? null;
      return exportRecord({ sequence, previous: sha256, firstBlock, lastBlock: firstBlock, keyId: exportKeyId });
    }
  }
}

export async function nextRiskVersion(ledger: Ledger): Promise<number> {
  for (let version = 1; ; version++) {
    if ((await ledger.evaluate(recordKey.policy('risk', version))) === undefined) return version;
  }
}
