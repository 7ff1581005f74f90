import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import { axeFindings, overflowing } from './axe.ts';

/** One state of one page that is looked at. */
export interface PageState {
  readonly name: string;
  /** Path and query below the origin. */
  readonly path: string;
  /** What a person reads when the state is there. */
  readonly sees: string;
  /** What is done to get there. */
  readonly reach?: (page: Page) => Promise<void>;
}

/** How the states of one face are looked at. */
export interface Look<State extends PageState> {
  readonly browser: Browser;
  readonly origin: string;
  readonly states: readonly State[];
  readonly options?: BrowserContextOptions;
  /** Makes the place in which a state can be: stubbed answers, the clock. */
  readonly prepare: (context: BrowserContext, state: State) => Promise<void>;
  /** What must hold of every state beside accessibility. */
  readonly also?: (page: Page, state: State) => Promise<void>;
}

const widths = [360, 1280] as const;
const themes = ['light', 'dark'] as const;

/** Follows what a page complains of: broken policy, errors of scripts; not the requests that a state lets fail. */
function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) found.push(line.text());
  });
  page.on('pageerror', (error) => found.push(error.message));
  return found;
}

/** Looks at one state at both widths and in both themes, keeping a picture of each where a folder is given. */
async function lookAt(page: Page, name: string, pictures: string | undefined): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 860 });
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      const path = pictures === undefined ? undefined : join(pictures, `${name}-${width}-${theme}.png`);
      if (path !== undefined) await page.screenshot({ path, fullPage: true });
      // A theme changes colours and nothing else.
      const findings = await axeFindings(page, theme === 'light' ? 'all' : 'colours');
      assert.deepEqual(findings, [], `${name} ${width} ${theme}`);
    }
    assert.deepEqual(await overflowing(page), [], `${name} ${width}`);
  }
}

/**
 * Looks at every state at phone and desktop width, in light and dark: axe finds nothing, nothing is wider than the window,
 * the page complains of nothing. `PICTURES_DIR` keeps a picture of each, `ONLY_STATE` names one alone.
 */
export async function lookAtStates<State extends PageState>(t: TestContext, look: Look<State>): Promise<void> {
  const { PICTURES_DIR: pictures, ONLY_STATE: only } = process.env;
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  for (const state of look.states.filter(({ name }) => only === undefined || only === name)) {
    await t.test(state.name, async () => {
      const context = await look.browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...look.options });
      await look.prepare(context, state);
      const page = await context.newPage();
      const found = complaints(page);
      await page.goto(`${look.origin}${state.path}`);
      await state.reach?.(page);
      await page.getByText(state.sees).first().waitFor({ timeout: 15_000 });
      await lookAt(page, state.name, pictures);
      await look.also?.(page, state);
      assert.deepEqual(found, [], state.name);
      await context.close();
    });
  }
}
