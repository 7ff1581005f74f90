import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExportArgument, exportFile, exportFileName, exportSignatureInfo, fromHex } from '@tallystick/protocol';
import { pino } from 'pino';
import { openExportFiles } from '../exports/files.ts';
import type { ReadModel } from '../read-model/store.ts';
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
import { hashOf, modelOf, type ScriptedTransaction } from '../testing/ledger-blocks.ts';
import { openDesk } from './desk.ts';
import { type FetchExport, witnessExports } from './exports.ts';
import type { Finding } from './report.ts';
import { checkPurges, checkWithheld, makingGraceSeconds } from './rounds.ts';
import { openWitnessStore, type WitnessStore } from './store.ts';

const network = hashOf('header 0');
const witnessKey = { secretKey: fromHex(hashOf('witness')), publicKey: '' };
const published: ScriptedTransaction[][] = [[keyPolicy], [publicationOf('p', [key('k', day - 2)])]];

function recorded(changes: Partial<ExportArgument> = {}): ReadModel {
  return modelOf([...published, [recordOf(due(modelOf(published)), changes)]]);
}

/** Serves what an honest API would. */
function honest(model: ReadModel): FetchExport {
  const files = openExportFiles(model, [signer], () => windowEnd + 10);
  return async (name) => {
    const served = files.byName(name);
    return typeof served === 'string' ? 404 : served.bytes;
  };
}

type Audit = { witnessed: number; open: Pick<Finding, 'code' | 'subject'>[]; left: number };

async function audit(
  model: ReadModel,
  fetchExport: FetchExport = honest(model),
  options: { now?: number; firstSeen?: number; grace?: number; store?: WitnessStore } = {},
): Promise<Audit> {
  const store = options.store ?? openWitnessStore(':memory:');
  if (options.firstSeen !== undefined) store.noteFirstSeen(network, 2, options.firstSeen);
  const desk = openDesk(
    { model, store, log: pino({ level: 'silent' }) },
    witnessKey,
    () => options.now ?? windowEnd + 10,
  );
  const left = await witnessExports(desk, fetchExport, options.grace ?? 30);
  const report = store.reportOf(network);
  return {
    witnessed: report.witnessed[0]?.count ?? 0,
    open: report.findings.filter(({ resolved }) => resolved === null).map(({ code, subject }) => ({ code, subject })),
    left,
  };
}

const finding = (code: Finding['code']): Audit => ({
  witnessed: 0,
  open: [{ code, subject: 'export/0000000001' }],
  left: 1,
});

describe('the Auditor on exports', () => {
  it('signs what it has rebuilt and found served', async () => {
    assert.deepEqual(await audit(recorded()), { witnessed: 1, open: [], left: 0 });
  });

  it('does not sign a record of other bytes, other counts, or another signing key', async () => {
    for (const changes of [
      { sha256: hashOf('other') },
      { real: 2 },
      { padding: 138 },
      { revised: 1 },
      { keyId: 'other' },
    ]) {
      const model = recorded(changes);
      assert.deepEqual(await audit(model, honest(recorded())), finding('EXPORT_ALTERED'), JSON.stringify(changes));
    }
  });

  it('does not sign what came before its window was over, by its own clock', async () => {
    assert.deepEqual(await audit(recorded(), undefined, { firstSeen: windowEnd - 61 }), finding('EXPORT_EARLY'));
    assert.equal((await audit(recorded(), undefined, { firstSeen: windowEnd - 60 })).witnessed, 1);
  });

  it('does not sign a file that is altered, or signed by somebody else', async () => {
    const model = recorded();
    const altered: FetchExport = async (name) => {
      const bytes = await honest(model)(name);
      if (typeof bytes !== 'number') bytes[60]! ^= 1;
      return bytes;
    };
    assert.deepEqual(await audit(model, altered), finding('EXPORT_ALTERED'));
    const forger = { ...signer, secretKey: fromHex(hashOf('forger')) };
    const forged = openExportFiles(model, [forger], () => windowEnd + 10);
    const serveForged: FetchExport = async (name) => {
      const served = forged.byName(name);
      return typeof served === 'string' ? 404 : served.bytes;
    };
    assert.deepEqual(await audit(model, serveForged), finding('EXPORT_ALTERED'));
  });

  it('does not sign when another file, however well signed, is served under the name', async () => {
    const model = recorded();
    const bin = Buffer.from('EK Export v1    ');
    const serveOther: FetchExport = async () =>
      exportFile(bin, signer.secretKey, exportSignatureInfo({ keyId: signer.keyId, keyVersion: 1 }));
    assert.deepEqual(await audit(model, serveOther), finding('EXPORT_ALTERED'));
  });

  it('waits a while for a file, then says that it is missing, and signs it when it comes', async () => {
    const model = recorded();
    const store = openWitnessStore(':memory:');
    const missing: FetchExport = async () => 404;
    const seen = { firstSeen: windowEnd + 1, store };
    assert.deepEqual(await audit(model, missing, { ...seen, now: windowEnd + 31 }), {
      witnessed: 0,
      open: [],
      left: 1,
    });
    assert.deepEqual(await audit(model, missing, { ...seen, now: windowEnd + 32 }), finding('EXPORT_MISSING'));
    assert.deepEqual(await audit(model, undefined, { ...seen, now: windowEnd + 40 }), {
      witnessed: 1,
      open: [],
      left: 0,
    });
  });

  it('asks for each file by the name that its record gives', async () => {
    const names: string[] = [];
    const model = recorded();
    await audit(model, async (name) => {
      names.push(name);
      return 0;
    });
    const next = due(modelOf(published));
    assert.ok(next.state === 'due');
    assert.deepEqual(names, [exportFileName(1, next.submission.argument.sha256)]);
  });

  it('has nothing to say of what was purged before it came', async () => {
    for (const [name, left] of [
      ['export/0000000001', 0],
      [`publication/${hashOf('p').slice(0, 32)}`, 1],
    ] as const) {
      const purge: ScriptedTransaction = { function: 'purge:purge', purges: [{ collection: 'keys', names: [name] }] };
      const model = modelOf([...published, [recordOf(due(modelOf(published)))], [purge]]);
      assert.deepEqual(await audit(model), { witnessed: 0, open: [], left });
    }
  });
});

describe('the Auditor’s rounds', () => {
  const open = (store: WitnessStore): string[] =>
    store
      .reportOf(network)
      .findings.filter(({ resolved }) => resolved === null)
      .map(({ code, subject }) => `${code} ${subject}`);

  it('find keys that were due and that no record releases', () => {
    const store = openWitnessStore(':memory:');
    store.noteFirstSeen(network, 1, windowEnd - 5);
    const at = (model: ReadModel, now: number): string[] => {
      const desk = openDesk({ model, store, log: pino({ level: 'silent' }) }, witnessKey, () => now);
      checkWithheld(desk, windowSeconds);
      return open(store);
    };
    const late = windowEnd + windowSeconds + makingGraceSeconds;
    const withheld = modelOf(published);
    assert.deepEqual(at(withheld, late - 1), []);
    assert.deepEqual(at(withheld, late), ['EXPORT_MISSING window']);
    assert.deepEqual(at(recorded(), late), []);
  });

  it('find what should have been purged', () => {
    const store = openWitnessStore(':memory:');
    const at = (now: number): string[] => {
      const desk = openDesk({ model: recorded(), store, log: pino({ level: 'silent' }) }, witnessKey, () => now);
      checkPurges(desk, 100);
      return open(store);
    };
    const purgeAfter = windowEnd + 1_000_000;
    assert.deepEqual(at(purgeAfter + 100), []);
    assert.deepEqual(at(purgeAfter + 101), ['PURGE_OVERDUE keys']);
  });
});
