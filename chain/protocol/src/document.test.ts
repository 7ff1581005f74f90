import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { keyRules } from './publication/key-rules.ts';
import { frameType } from './tag/frames.ts';
import { tagErrorCodes } from './tag/tag-error.ts';
import { TAG_NOTIFY_UUID, TAG_SERVICE_UUID, TAG_WRITE_UUID } from './tag/uuids.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const document = readFileSync(fileURLToPath(new URL('../../../docs/protocol.md', import.meta.url)), 'utf8');

test('every domain label of the code stands in docs/protocol.md', () => {
  const labels = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/^(testing|provenance|ledger)\//.test(path),
    )
    .flatMap((path) => [...readFileSync(root + path, 'utf8').matchAll(/\b(?:label|labelledHash|derive)\('([a-z-]+)'/g)])
    .map(([, name]) => name!);
  assert.ok(new Set(labels).size >= 15);
  for (const name of labels) assert.ok(document.includes(`\`${name}\``), name);
});

test('frames, errors, UUIDs and key rules stand in docs/protocol.md as the code has them', () => {
  for (const number of Object.values(frameType)) {
    assert.ok(document.includes(`| 0x${number.toString(16).toUpperCase().padStart(2, '0')} |`), String(number));
  }
  const errors = tagErrorCodes.map((code, i) => `${i} ${code.toLowerCase().replaceAll('_', ' ')}`).join(', ');
  assert.ok(document.includes(errors), errors);
  assert.ok(document.includes(TAG_SERVICE_UUID));
  for (const uuid of [TAG_WRITE_UUID, TAG_NOTIFY_UUID]) assert.ok(document.includes(uuid.slice(0, 8)));
  for (const { code } of keyRules) assert.ok(document.includes(`| \`${code}\` |`), code);
});
