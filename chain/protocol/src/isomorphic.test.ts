import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/(^|\/)testing\//.test(path))
  .map((path) => ({ path, text: readFileSync(root + path, 'utf8').replace(/\/\*.*?\*\/|\/\/.*$/gms, '') }));

/** What exists in Node alone, or makes a pure function impure: a clock, chance that is not injected, a console. */
const forbidden =
  /\bnode:|\bBuffer\b|\bprocess\.|\brequire\(|Date\.now|new Date\(\)|Math\.random|\bconsole\.|\bsetTimeout\b/;

test('the room runs in browser and Node alike, and holds no clock and no chance of its own', () => {
  assert.ok(sources.length > 50);
  for (const { path, text } of sources) assert.doesNotMatch(text, forbidden, path);
});

test('the room imports no other room, and from outside only what its package names', () => {
  const allowed = /^(\.{1,2}\/|@noble\/(hashes|curves|ciphers)\/|@peculiar\/asn1-(schema|x509)$|fflate$|zod$)/;
  for (const { path, text } of sources) {
    for (const [, from] of text.matchAll(/\bfrom '([^']+)'/g)) assert.match(from!, allowed, `${path}: ${from}`);
  }
});
