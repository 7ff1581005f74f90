import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { installedChromium } from '../browser/chromium.ts';
import type { NetworkKind } from '../dev/ledger.ts';
import { laboratoryMessageFile } from '../story/laboratory.ts';
import { ask } from '../story/ledger-view.ts';
import { type Cast, type Chapter, type ChapterId, chapterIds, playStory } from '../story/story.ts';
import { filesWith, formsOf } from './leaks.ts';
import { dumpOrigin, keysOf } from './phone-storage.ts';
import { startTestStack, type TestStack } from './test-stack.ts';

/** Kills every service and every process of the ledger at once, as a power cut would; the supervisor starts them again. */
async function powerCut(stack: TestStack, origin: string): Promise<void> {
  const before = stack.pids();
  for (const pid of Object.values(before)) process.kill(pid, 'SIGKILL');
  const deadline = Date.now() + 90_000;
  for (;;) {
    await sleep(250);
    const now = stack.pids();
    const renewed = Object.keys(before).every((name) => now[name] !== undefined && now[name] !== before[name]);
    const ready = await fetch(`${origin.replace('localhost', '127.0.0.1')}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (renewed && ready) return;
    if (Date.now() > deadline) throw new Error('the services did not come back');
  }
}

const recordsOf = z.object({
  transactions: z.object({
    nodes: z.array(z.object({ function: z.string().nullable(), records: z.array(z.object({ key: z.string() })) })),
  }),
});
const provenance = z.object({
  provenance: z.object({ nodes: z.array(z.object({ id: z.string(), kind: z.string() })) }),
});

async function provenanceOfAnswers(origin: string): Promise<string[]> {
  const { transactions } = await ask(
    origin,
    '{ transactions(first: 50) { nodes { function records { key } } } }',
    recordsOf,
  );
  const answers = transactions.nodes.find((node) => node.function === 'acknowledgements:record');
  const key = answers?.records[0]?.key ?? '';
  const found = await ask(origin, `{ provenance(of: "${key}") { nodes { id kind } } }`, provenance);
  return found.provenance.nodes.map(({ id }) => id);
}

async function allBlocks(origin: string, height: number): Promise<Buffer[]> {
  const numbers = Array.from({ length: height }, (_, number) => number);
  return Promise.all(
    numbers.map(async (number) => Buffer.from(await (await fetch(`${origin}/blocks/${number}`)).arrayBuffer())),
  );
}

/** Plays the whole story on a network of its own and holds every chapter to what it must show. */
export async function holdStory(t: TestContext, network: NetworkKind): Promise<void> {
  if (installedChromium() === undefined) {
    t.skip('there is no Chromium on this machine');
    return;
  }
  t.diagnostic(
    `laboratory message: ${laboratoryMessageFile().includes('shared/data') ? 'a real one' : 'our own fixture'}`,
  );
  const stack = await startTestStack((line) => t.diagnostic(line), { network });
  t.after(() => stack.stop());
  const origin = `http://localhost:${stack.ports.phone}`;
  const told: ChapterId[] = [];
  const secrets = { code: '', patient: [] as string[] };

  const checks: Partial<Record<ChapterId, (chapter: Chapter, cast: Cast) => Promise<void>>> = {
    async met(_, { a, b, c }) {
      assert.match(await a.page.locator('main').innerText(), /Somebody.*about 20 minutes/s);
      assert.match(await b.page.locator('main').innerText(), /Somebody.*about 20 minutes/s);
      assert.doesNotMatch(await c.page.locator('main').innerText(), /Somebody/);
    },
    async sealed({ ledger }, { a, b, c }) {
      assert.equal(ledger.commitments, 3);
      for (const phone of [a, b, c]) {
        await phone.page.getByText('Sealed and confirmed').first().waitFor();
      }
    },
    async reported(_, { clinician }) {
      const patient = clinician.page.locator('section[data-private]').first();
      secrets.patient = (await patient.locator('dd').allInnerTexts()).filter((text) => text.length >= 6);
      assert.ok(secrets.patient.length > 0, 'the case shows the patient');
    },
    shared: () => powerCut(stack, origin),
    async warned({ ledger }, { b, c }) {
      const { text } = await b.exposure();
      const met = new Date(Date.now() - 2 * 86_400_000);
      const weekday = met.toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' });
      assert.match(text, new RegExp(`${weekday} ${met.getUTCDate()} .*about 20 minutes`));
      assert.equal((await c.exposure()).level, 'none');
      assert.deepEqual(
        { commitments: ledger.commitments, publications: ledger.publications, authorisations: ledger.authorisations },
        { commitments: 3, publications: 1, authorisations: 1 },
        'nothing was lost or doubled by the power cut',
      );
    },
    async answered({ ledger }) {
      assert.equal(ledger.answers.length, 1);
      assert.deepEqual(
        { answers: ledger.answers[0]?.answers, estimate: ledger.answers[0]?.estimate },
        { answers: 3, estimate: 1 },
      );
      const ids = await provenanceOfAnswers(origin);
      for (const kind of ['answers/', 'export/', 'publications/', 'authorisation/']) {
        assert.ok(
          ids.some((id) => id.startsWith(kind)),
          `provenance leads to ${kind}: ${ids.join(' ')}`,
        );
      }
    },
    async corrected({ ledger }, { a, b, c }) {
      const { level, text } = await b.exposure();
      assert.equal(level, 'none');
      assert.match(text, /was withdrawn: the hospital corrected the test result/);
      const keys = (await Promise.all([a, b, c].map(({ page }) => keysOf(page)))).flat();
      assert.ok(keys.length >= 6, 'each phone has a key for each of its days');
      const blocks = Buffer.concat(await allBlocks(origin, ledger.height));
      for (const key of keys) for (const form of formsOf(key)) assert.ok(!blocks.includes(form), 'a block holds a key');
      for (const { page } of [a, b, c]) {
        const stored = await dumpOrigin(page);
        for (const secret of [secrets.code, ...secrets.patient])
          assert.ok(!stored.includes(secret), 'the phone stores it');
        assert.deepEqual(await page.context().cookies(), []);
      }
    },
  };

  await playStory({
    ports: stack.ports,
    onCode: (code) => {
      secrets.code = code;
    },
    tell: async (chapter, cast) => {
      told.push(chapter.id);
      t.diagnostic(chapter.title);
      await checks[chapter.id]?.(chapter, cast as Cast);
    },
  });
  assert.deepEqual(told, chapterIds);

  await t.test('no store or log outside the hospital holds the patient or the code', () => {
    const needles = [secrets.code, ...secrets.patient].map((text) => Buffer.from(text));
    const hospital = /his-adapter(\.log)?$|[/\\]his-adapter[/\\]/;
    const found = filesWith(stack.dataDir, needles).filter((path) => !hospital.test(path.replace(stack.dataDir, '')));
    assert.deepEqual(found, []);
    const hospitalLog = filesWith(`${stack.dataDir}/logs`, needles);
    assert.deepEqual(hospitalLog, [], 'not even the hospital’s own log');
  });

  await t.test('the phone’s face knows no hospital route', async () => {
    for (const path of ['/api', '/api/session', '/case', '/worklist', '/inbox']) {
      assert.equal((await fetch(`${origin}${path}`)).status, 404, path);
    }
  });
}
