import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSource } from './build-cache.ts';

test('what a build writes into its own folder does not make it build again', () => {
  assert.equal(isSource('web/phone/next-env.d.ts'), false);
  assert.equal(isSource('web/phone/src/story.browser.test.ts'), false);
  assert.equal(isSource('web/phone/src/core/phone.ts'), true);
});
