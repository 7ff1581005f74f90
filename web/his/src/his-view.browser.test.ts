import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAtStates, openBrowser } from '@tallystick/ui/testing';
import { startHisFace } from './testing/his-face.ts';
import { present } from './testing/stubbed-answers.ts';
import { stubApi } from './testing/stubbed-api.ts';
import { visualStates } from './testing/visual-states.ts';

test('the clinicians’ view: no accessibility violation, no overflow, no broken policy in any state', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  await lookAtStates(t, {
    browser,
    origin: await startHisFace(t),
    states: visualStates,
    options: { timezoneId: 'Europe/Berlin' },
    prepare: async (context, { stubs }) => {
      await stubApi(context, stubs);
      await context.clock.setFixedTime(present * 1000);
    },
    also: async (page) => assert.doesNotMatch(await page.title(), /Testmann|COVID|Influenza/),
  });
});
