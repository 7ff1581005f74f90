import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { axeFindings, openBrowser, overflowing, startFaceProcess } from '@tallystick/ui/testing';
import type { Page } from 'playwright';
import { builtPhone } from '../testing/built.ts';
import { provenance } from './testing/stubbed-answers.ts';
import { type Behaviour, stubOpenApi } from './testing/stubbed-api.ts';

const walk = `/provenance?of=${encodeURIComponent(provenance.of)}`;

/** The named list: page × state. Each is looked at in both themes and at both widths. */
const states: readonly {
  name: string;
  path: string;
  behaviour: Behaviour;
  sees: string;
  reach?: (page: Page) => Promise<void>;
}[] = [
  { name: 'stats', path: '/stats', behaviour: 'full', sees: 'Answers and estimates by day' },
  { name: 'stats-loading', path: '/stats', behaviour: 'silent', sees: 'Counting' },
  { name: 'stats-empty', path: '/stats', behaviour: 'empty', sees: 'No answers yet.' },
  { name: 'stats-offline', path: '/stats', behaviour: 'offline', sees: 'The service cannot be reached.' },
  {
    name: 'stats-query',
    path: '/stats',
    behaviour: 'full',
    sees: 'query Statistics',
    reach: async (page) => {
      await page.getByText('Answers and estimates by day').waitFor();
      await page
        .getByRole('button', { name: /The query behind it/ })
        .first()
        .click();
    },
  },
  { name: 'ledger', path: '/ledger', behaviour: 'full', sees: 'Block 57' },
  { name: 'ledger-loading', path: '/ledger', behaviour: 'silent', sees: 'Fetching the blocks' },
  { name: 'ledger-empty', path: '/ledger', behaviour: 'empty', sees: 'No block yet.' },
  { name: 'ledger-refused', path: '/ledger', behaviour: 'refusing', sees: 'The service did not answer this question.' },
  {
    name: 'ledger-transaction',
    path: '/ledger',
    behaviour: 'full',
    sees: 'acknowledgements:record',
    reach: (page) => page.getByRole('button', { name: 'More' }).first().click(),
  },
  { name: 'provenance', path: '/provenance', behaviour: 'full', sees: 'Begin with one of the newest records' },
  { name: 'provenance-empty', path: '/provenance', behaviour: 'empty', sees: 'Nothing to walk through yet.' },
  { name: 'provenance-walk', path: walk, behaviour: 'full', sees: 'every statement of the provenance' },
  { name: 'provenance-offline', path: walk, behaviour: 'offline', sees: 'The service cannot be reached.' },
];

const pictures = process.env.PICTURES_DIR;
const only = process.env.ONLY_STATE;

test('the open pages: no accessibility violation, no overflow, no broken policy in any state', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const dead = 'http://127.0.0.1:9';
  const port = await startFaceProcess(t, {
    FACE: 'phone',
    STATIC_DIR: await builtPhone(),
    API_URL: dead,
    WITNESS_URL: dead,
  });
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  for (const state of states.filter(({ name }) => only === undefined || only === name)) {
    await t.test(state.name, async () => {
      for (const width of [360, 1280]) {
        const context = await browser.newContext({
          viewport: { width, height: width === 360 ? 740 : 860 },
          colorScheme: 'light',
          reducedMotion: 'reduce',
          serviceWorkers: 'block',
        });
        await stubOpenApi(context, state.behaviour);
        const page = await context.newPage();
        const faults: string[] = [];
        page.on('console', (line) => {
          if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) faults.push(line.text());
        });
        page.on('pageerror', (error) => faults.push(error.message));
        await page.goto(`http://localhost:${port}${state.path}`);
        await state.reach?.(page);
        await page.getByText(state.sees).first().waitFor({ timeout: 5000 });
        for (const theme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme: theme });
          if (pictures !== undefined) {
            await page.screenshot({ path: join(pictures, `${state.name}-${width}-${theme}.png`), fullPage: true });
          }
          assert.deepEqual(await axeFindings(page), [], `${state.name} ${width} ${theme}`);
        }
        assert.deepEqual(await overflowing(page), [], `${state.name} ${width}`);
        assert.deepEqual(faults, [], `${state.name} ${width}`);
        await context.close();
      }
    });
  }
});
