import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { axeFindings, openBrowser, overflowing } from '@tallystick/ui/testing';
import { startHisFace } from './testing/his-face.ts';
import { present } from './testing/stubbed-answers.ts';
import { stubApi } from './testing/stubbed-api.ts';
import { visualStates } from './testing/visual-states.ts';

const themes = ['light', 'dark'] as const;
const widths = [360, 1280] as const;
/** Where pictures go, when they are wanted. */
const pictures = process.env.PICTURES_DIR;
const only = process.env.ONLY_STATE;

test('the clinicians’ view: no accessibility violation, no overflow, no broken policy in any state', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const origin = await startHisFace(t);
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  for (const state of visualStates.filter(({ name }) => only === undefined || name === only)) {
    await t.test(state.name, async () => {
      for (const width of widths) {
        const context = await browser.newContext({
          viewport: { width, height: width === 360 ? 740 : 860 },
          colorScheme: 'light',
          reducedMotion: 'reduce',
          locale: 'en-GB',
          timezoneId: 'Europe/Berlin',
        });
        await stubApi(context, state.stubs);
        const page = await context.newPage();
        const faults: string[] = [];
        page.on('console', (line) => {
          if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) faults.push(line.text());
        });
        page.on('pageerror', (error) => faults.push(error.message));
        await page.clock.setFixedTime(present * 1000);
        await page.goto(`${origin}${state.path}`);
        await state.reach?.(page);
        await page.getByText(state.sees).first().waitFor({ timeout: 5000 });
        for (const theme of themes) {
          await page.emulateMedia({ colorScheme: theme });
          if (pictures !== undefined) {
            await page.screenshot({ path: join(pictures, `${state.name}-${width}-${theme}.png`), fullPage: true });
          }
          assert.deepEqual(await axeFindings(page), [], `${state.name} ${width} ${theme}`);
        }
        assert.deepEqual(await overflowing(page), [], `${state.name} ${width}`);
        assert.deepEqual(faults, [], `${state.name} ${width}`);
        assert.doesNotMatch(await page.title(), /Testmann|COVID|Influenza/);
        await context.close();
      }
    });
  }
});
