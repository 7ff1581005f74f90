import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { contentSecurityPolicy, inlineScriptHashes } from './csp.ts';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('every inline script is hashed once, scripts with a source are not', () => {
  const html = `<script src="/a.js" async=""></script><script>one()</script><SCRIPT id="x">two()
</SCRIPT ><script>one()</script><script src='/b.js'></script>`;
  assert.deepEqual(inlineScriptHashes(html), [hash('one()'), hash('two()\n')]);
});

test('a script that only mentions src is inline all the same', () => {
  assert.deepEqual(inlineScriptHashes('<script data-src="x">a.src=1</script>'), [hash('a.src=1')]);
});

test('no policy allows scripts by a wildcard, inline or by evaluation', () => {
  for (const face of ['phone', 'his'] as const) {
    const policy = contentSecurityPolicy(face, [hash('x')]);
    const scripts = policy.split('; ').find((directive) => directive.startsWith('script-src '));
    assert.equal(scripts, `script-src 'self' ${hash('x')}`);
    assert.match(policy, /default-src 'self'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe-eval|\*/);
  }
  assert.match(contentSecurityPolicy('his'), /worker-src 'none'/);
  assert.match(contentSecurityPolicy('phone'), /worker-src 'self'/);
});
