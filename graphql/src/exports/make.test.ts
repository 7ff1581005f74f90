import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, KEY_EMBARGO_SECONDS, readExportFile, SECONDS_PER_DAY } from '@tallystick/protocol';
import {
  day,
  due,
  key,
  keyPolicy,
  publicationOf,
  recordOf,
  signer,
  windowEnd,
  windowSeconds,
} from '../testing/export-story.ts';
import { hashOf, modelOf } from '../testing/ledger-blocks.ts';
import { openExportFiles } from './files.ts';
import { lastWindowEnd, nextExport } from './make.ts';
import { rebuildExport } from './rebuild.ts';
import { exportSource } from './source.ts';

describe('the export of a window', () => {
  it('is of the window that was last complete', () => {
    assert.equal(lastWindowEnd(1_199, 600), 600);
    assert.equal(lastWindowEnd(1_200, 600), 1_200);
  });

  it('does not exist when nothing is released, or without a signing key of its own', () => {
    assert.deepEqual(due(modelOf([[keyPolicy]])), { state: 'nothing' });
    const published = publicationOf('p', [key('k', day - 2)]);
    assert.deepEqual(due(modelOf([[published]])), { state: 'no-key' });
    const ours = modelOf([[keyPolicy], [published]]);
    assert.deepEqual(nextExport(ours, windowEnd, windowSeconds, ['another-key']), { state: 'no-key' });
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
    const more = modelOf([...before, [recordOf(first)], [publicationOf('q', [key('q', day - 2)])]]);
    assert.deepEqual(due(more), { state: 'nothing' }, 'the same window is not exported twice');
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

  it('leaves what was published after the window to the next one, however late it is made', () => {
    const late = { ...publicationOf('late', [key('l', day - 2)]), time: windowEnd + 1 };
    const model = modelOf([[keyPolicy], [publicationOf('p', [key('k', day - 2)])], [late]]);
    const first = due(model);
    assert.ok(first.state === 'due');
    assert.deepEqual([first.submission.argument.lastBlock, first.submission.argument.real], [1, 1]);
    const next = due(model, windowEnd + windowSeconds);
    assert.equal(next.state === 'due' && next.submission.argument.real, 2);
    assert.deepEqual(due(modelOf([[{ ...keyPolicy, time: windowEnd + 1 }]])), { state: 'nothing' });
  });

  it('can be rebuilt from the ledger and signed by any replica, and is gone once anything in it is purged', () => {
    const before = [[keyPolicy], [publicationOf('p', [key('k', day - 2)])]];
    const first = due(modelOf(before));
    const model = modelOf([...before, [recordOf(first)]]);
    const clock = (): number => windowEnd + 10;
    assert.ok(first.state === 'due');
    const name = `1-${first.submission.argument.sha256.slice(0, 16)}.zip`;
    const [one, other] = [openExportFiles(model, [signer], clock), openExportFiles(model, [signer], clock)];
    const served = one.byName(name);
    assert.ok(typeof served !== 'string');
    assert.deepEqual(other.byName(name), served);
    const read = readExportFile(served.bytes, [{ keyId: signer.keyId, publicKey: fromHex(signer.publicKey) }]);
    assert.equal(read.sha256, first.submission.argument.sha256);
    // While a key is replaced, files of both are served: each by the key that its record names.
    const newer = { ...signer, keyId: 'export-newer' };
    assert.deepEqual(openExportFiles(model, [newer, signer], clock).byName(name), served);
    assert.equal(openExportFiles(model, [newer], clock).byName(name), 'GONE');
    assert.equal(one.byName(name.replace('1-', '2-')), 'NOT_FOUND');
    assert.equal(one.byName(`1-${'0'.repeat(16)}.zip`), 'NOT_FOUND');
    assert.equal(one.byName('../../etc/passwd'), 'NOT_FOUND');
    assert.equal(openExportFiles(model, [signer], () => windowEnd + 2_000_000).byName(name), 'GONE');

    const authorisation = hashOf('p').slice(0, 32);
    const purged = modelOf([
      ...before,
      [recordOf(first)],
      [{ function: 'purge:purge', purges: [{ collection: 'keys', names: [`publication/${authorisation}`] }] }],
    ]);
    assert.equal(openExportFiles(purged, [signer], clock).byName(name), 'GONE');
  });

  it('that is not what the ledger gives is found out', () => {
    const before = [[keyPolicy], [publicationOf('p', [key('k', day - 2)])]];
    const first = due(modelOf(before));
    assert.ok(first.state === 'due');
    const model = modelOf([...before, [recordOf(first, { sha256: hashOf('other') })]]);
    const row = model.db.prepare("SELECT json FROM records WHERE type = 'export'").get();
    assert.equal(rebuildExport(model, exportSource(model), JSON.parse(String(row?.json))).state, 'differs');
  });
});
