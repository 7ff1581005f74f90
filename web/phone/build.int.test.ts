import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestOrganisation } from '@tallystick/protocol/testing';
import { buildPhone } from './build.ts';
import { builtPhone } from './src/testing/index.ts';

/** Words that only the practice radio has. */
const PRACTICE_WORDS = [
  'tallystickPractice',
  'Let a day pass',
  'Chidi',
  'tallystick-practice-air',
  'Somebody falls ill',
];

const pins = {
  v: 1,
  network: 'ab'.repeat(32),
  channel: 'tallystick',
  embedded: false,
  organisations: Object.fromEntries(
    ['AuthorityMSP', 'AuditorMSP'].map((mspId) => [mspId, new TestOrganisation(mspId).root]),
  ),
  witnessKey: 'cd'.repeat(32),
  windowSeconds: 14_400,
};

function contentOf(folder: string): string {
  return globSync('**/*.{html,js,txt}', { cwd: folder })
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

test('a build for people refuses without pins', async () => {
  await assert.rejects(buildPhone({ outDir: tmpdir(), practice: false }), /refuses without them/);
  const rootless = { ...pins, organisations: { ...pins.organisations, HealthMSP: 'PEM' } };
  await assert.rejects(buildPhone({ outDir: tmpdir(), practice: false, pins: rootless }), /root of HealthMSP/);
});

test('a build for people contains its pins and nothing of the practice radio', { timeout: 600_000 }, async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'tallystick-build-'));
  t.after(() => rmSync(out, { recursive: true, force: true }));
  await buildPhone({ outDir: out, practice: false, pins });
  const content = contentOf(out);
  assert.ok(content.includes(pins.witnessKey));
  assert.deepEqual(
    PRACTICE_WORDS.filter((word) => content.includes(word)),
    [],
  );
  assert.equal(globSync('practice*', { cwd: out }).length, 0);
  const practice = contentOf(await builtPhone());
  assert.deepEqual(
    PRACTICE_WORDS.filter((word) => !practice.includes(word)),
    [],
    'the words are the practice build’s own',
  );
});
