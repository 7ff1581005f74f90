import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOfLink, codeOfScan } from './code-link.ts';
import { failureWords } from './failure-words.ts';
import { stretchesOf } from './timeline.ts';
import { agoInWords, dayInWords, lengthInWords } from './words.ts';

test('days and lengths as people say them', () => {
  assert.equal(dayInWords(20_000), 'Friday 4 October');
  assert.equal(lengthInWords(20), 'less than a minute');
  assert.equal(lengthInWords(60), '1 minute');
  assert.equal(lengthInWords(1_200), '20 minutes');
  assert.equal(lengthInWords(4_200), '1 hour 10 minutes');
  assert.equal(lengthInWords(86_400 * 3), '3 days');
  assert.equal(agoInWords(1_000, 1_010), 'just now');
  assert.equal(agoInWords(1_000, 1_600), '10 minutes ago');
});

test('a code is taken from the hospital’s link, from the page for sharing, and from a scan', () => {
  const code = '0123456789ABCDEF';
  assert.equal(codeOfLink('/', `#code=${code}`), code);
  assert.equal(codeOfLink('/share', `#${code}`), code);
  assert.equal(codeOfLink('/', `#${code}`), null);
  assert.equal(codeOfLink('/share', ''), null);
  assert.equal(codeOfScan(`https://example.org/#code=${code}`), code);
  assert.equal(codeOfScan(code), code);
});

test('every failure that the phone can meet has a sentence of its own in three parts', () => {
  const codes = [
    'OFFLINE',
    'STORAGE_FULL',
    'AUDITOR_UNAVAILABLE',
    'CODE_MALFORMED',
    'CODE_CHECK_FAILED',
    'CODE_UNKNOWN',
    'CODE_USED',
    'CODE_EXPIRED',
    'CODE_REVOKED',
    'KEYS_MISSING',
    'NOT_WITNESSED',
    'WITNESS_INVALID',
    'EXPORT_UNRECORDED',
    'EXPORT_ALTERED',
    'EXPORT_MISSING',
    'OTHER_NETWORK',
    'STALE',
  ];
  const sentences = codes.map((code) => failureWords(code));
  assert.equal(new Set(sentences.map(({ happened }) => happened)).size, codes.length);
  for (const { happened, means, todo } of sentences) assert.ok(happened && means && todo);
  assert.ok(failureWords('SOMETHING_NEW').happened);
});

test('meetings that follow within ten minutes are one stretch; those at the same time count as people', () => {
  const at = (start: number, attenuation = 50): { start: number; seconds: number; attenuation: number } => ({
    start,
    seconds: 600,
    attenuation,
  });
  const stretches = stretchesOf([at(1_200), at(1_800), at(1_800, 72), at(7_200, 80)]);
  assert.deepEqual(stretches, [
    { start: 1_200, end: 2_400, people: 2, closeness: 'very close', seconds: 1_200 },
    { start: 7_200, end: 7_800, people: 1, closeness: 'further away', seconds: 600 },
  ]);
});
