import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  encodeStoredPublication,
  firstIntervalOfDay,
  fromHex,
  INTERVALS_PER_DAY,
  KEY_EMBARGO_SECONDS,
  readExportFile,
  SECONDS_PER_DAY,
  type TemporaryExposureKey,
} from '@tallystick/protocol';
import type { ReadModel } from '../read-model/store.ts';
import { hashOf, modelOf, type ScriptedTransaction } from '../testing/ledger-blocks.ts';
import { openExportFiles } from './files.ts';
import { lastWindowEnd, type NextExport, nextExport } from './make.ts';
import { rebuildExport } from './rebuild.ts';
import type { ExportSigningKey } from './signing-key.ts';
import { exportSource } from './source.ts';

const day = 20_000;
const windowSeconds = 600;
const windowEnd = day * SECONDS_PER_DAY + 3 * windowSeconds;
const seed = hashOf('seed');
/** P-256 scalar 1: its public key is the curve's generator (SEC 2, 2.4.2). */
const signer: ExportSigningKey = {
  keyId: 'export-test',
  publicKey:
    '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  secretKey: fromHex(`${'00'.repeat(31)}01`),
};

const keyPolicy: ScriptedTransaction = {
  records: [
    {
      type: 'policy',
      kind: 'exportKey',
      version: 1,
      content: { keyId: signer.keyId, publicKey: signer.publicKey },
      proposal: hashOf('proposal'),
      proposedBy: 'AuthorityMSP',
      approvedBy: 'AuditorMSP',
      inForceFrom: 0,
    },
  ],
};

function key(name: string, ofDay: number): TemporaryExposureKey {
  return {
    key: fromHex(hashOf(name).slice(0, 32)),
    rollingStart: firstIntervalOfDay(ofDay),
    rollingPeriod: INTERVALS_PER_DAY,
  };
}

function publicationOf(name: string, keys: readonly TemporaryExposureKey[]): ScriptedTransaction {
  return {
    records: [
      {
        type: 'publication',
        authorisation: hashOf(name).slice(0, 32),
        digest: hashOf(`${name} digest`),
        signature: '00'.repeat(64),
        purgeAfter: windowEnd + 1_000_000,
      },
    ],
    secrets: [encodeStoredPublication({ salt: hashOf('salt'), keys, reportType: 'CONFIRMED_TEST', onset: day - 2 })],
  };
}

function recordOf(next: NextExport): ScriptedTransaction {
  assert.ok(next.state === 'due');
  return {
    records: [{ type: 'export', ...next.submission.argument, purgeAfter: windowEnd + 1_000_000 }],
    secrets: [next.submission.private],
    used: ['policy/exportKey/0000000001'],
  };
}

const due = (model: ReadModel, end = windowEnd): NextExport => nextExport(model, end, windowSeconds, seed);

describe('the export of a window', () => {
  it('is of the window that was last complete', () => {
    assert.equal(lastWindowEnd(1_199, 600), 600);
    assert.equal(lastWindowEnd(1_200, 600), 1_200);
  });

  it('does not exist when nothing is released, or without a signing key', () => {
    assert.deepEqual(due(modelOf([[keyPolicy]])), { state: 'nothing' });
    assert.deepEqual(due(modelOf([[publicationOf('p', [key('k', day - 2)])]])), { state: 'no-key' });
  });

  it('covers every block after the previous record, and holds a key back until its embargo is over', () => {
    const held = key('held', day);
    const before = [[keyPolicy], [publicationOf('p', [key('k', day - 2), held])]];
    const first = due(modelOf(before));
    assert.ok(first.state === 'due');
    const { argument } = first.submission;
    assert.deepEqual(
      [argument.sequence, argument.previous, argument.firstBlock, argument.lastBlock, argument.real, argument.padding],
      [1, null, 0, 1, 1, 139],
    );
    assert.deepEqual([argument.windowStart, argument.windowEnd], [windowEnd - windowSeconds, windowEnd]);
    const after = modelOf([...before, [recordOf(first)]]);
    assert.deepEqual(due(after), { state: 'nothing' }, 'the same window is not exported twice');
    assert.deepEqual(due(after, windowEnd + windowSeconds), { state: 'nothing' });
    const free = (day + 1) * SECONDS_PER_DAY + KEY_EMBARGO_SECONDS;
    const second = due(after, free);
    assert.ok(second.state === 'due');
    assert.deepEqual(
      [second.submission.argument.sequence, second.submission.argument.previous, second.submission.argument.firstBlock],
      [2, argument.sha256, 2],
    );
    assert.equal(second.submission.argument.real, 1);
  });

  it('can be rebuilt from the ledger and signed by any replica, and is gone once anything in it is purged', () => {
    const before = [[keyPolicy], [publicationOf('p', [key('k', day - 2)])]];
    const first = due(modelOf(before));
    const model = modelOf([...before, [recordOf(first)]]);
    const clock = (): number => windowEnd + 10;
    assert.ok(first.state === 'due');
    const name = `1-${first.submission.argument.sha256.slice(0, 16)}.zip`;
    const [one, other] = [openExportFiles(model, signer, clock), openExportFiles(model, signer, clock)];
    const served = one.byName(name);
    assert.ok(typeof served !== 'string');
    assert.deepEqual(other.byName(name), served);
    const read = readExportFile(served.bytes, [{ keyId: signer.keyId, publicKey: fromHex(signer.publicKey) }]);
    assert.equal(read.sha256, first.submission.argument.sha256);
    assert.equal(one.byName(name.replace('1-', '2-')), 'NOT_FOUND');
    assert.equal(one.byName('../../etc/passwd'), 'NOT_FOUND');
    assert.equal(openExportFiles(model, signer, () => windowEnd + 2_000_000).byName(name), 'GONE');

    const authorisation = hashOf('p').slice(0, 32);
    const purged = modelOf([
      ...before,
      [recordOf(first)],
      [{ function: 'purge:purge', purges: [{ collection: 'keys', names: [`publication/${authorisation}`] }] }],
    ]);
    assert.equal(openExportFiles(purged, signer, clock).byName(name), 'GONE');
  });

  it('that is not what the ledger gives is found out', () => {
    const before = [[keyPolicy], [publicationOf('p', [key('k', day - 2)])]];
    const first = due(modelOf(before));
    assert.ok(first.state === 'due');
    const { submission } = first;
    const altered: NextExport = {
      ...first,
      submission: { ...submission, argument: { ...submission.argument, sha256: hashOf('other') } },
    };
    const model = modelOf([...before, [recordOf(altered)]]);
    const row = model.db.prepare("SELECT json FROM records WHERE type = 'export'").get();
    assert.equal(rebuildExport(model, exportSource(model), JSON.parse(String(row?.json))).state, 'differs');
  });
});
