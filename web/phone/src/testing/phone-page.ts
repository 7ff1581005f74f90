import type { TestContext } from 'node:test';
import { openBrowser } from '@tallystick/ui/testing';
import type { BrowserContext, Locator, Page } from 'playwright';
import { builtPhone } from './built.ts';
import { startServices, type TestServices } from './services.ts';

/** A phone in a real browser before services that a test rules. */
export interface PhonePage extends TestServices {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained about so far: errors thrown, and errors in its console. */
  readonly complaints: readonly string[];
}

/** Goes through the first run. */
export async function finishFirstRun(page: Page): Promise<void> {
  for (const name of ['What leaves this phone?', 'What does it ask for?', 'Begin']) {
    await page.getByRole('button', { name }).click();
  }
  await page.getByRole('heading', { name: 'Home' }).waitFor({ state: 'attached' });
}

/**
 * Opens the built phone in a browser of its own, the first run done unless told otherwise; all of it ends with the test.
 *
 * @returns undefined, and the test skipped with the reason, where there is no browser.
 */
export async function openPhone(t: TestContext, options: { firstRun?: boolean } = {}): Promise<PhonePage | undefined> {
  const browser = await openBrowser(t);
  if (browser === undefined) return undefined;
  const services = await startServices(t, await builtPhone());
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(services.origin);
  if (options.firstRun !== false) await finishFirstRun(page);
  return { ...services, context, page, complaints };
}

/** Opens one of the phone's places by its name in the navigation. */
export async function goTo(page: Page, place: 'Home' | 'Log' | 'Share' | 'Settings' | 'Practice'): Promise<void> {
  await page.getByRole('link', { name: place, exact: true }).click();
}

/**
 * Presses "Check now" until something is shown that a check must bring about. A check that runs by itself in that moment began
 * before what the test has just changed, and the button waits for it: so one press may not be enough.
 */
export async function checkUntil(page: Page, shown: Locator): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (Date.now() < deadline) {
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText(/^Checking/).waitFor({ state: 'hidden' });
    const came = await shown
      .first()
      .waitFor({ state: 'attached', timeout: 1_500 })
      .then(
        () => true,
        () => false,
      );
    if (came) return;
  }
  await shown.first().waitFor({ state: 'attached', timeout: 1_000 });
}

/** Meets Ada for twenty minutes two days ago by practice radio, and comes back to today. */
export async function meetAda(page: Page): Promise<void> {
  await goTo(page, 'Practice');
  await page.getByRole('button', { name: 'Begin two days ago' }).click();
  await page.getByLabel('Ada').selectOption('Very close');
  await page.getByRole('button', { name: /Spend 20 minutes/ }).click();
  await page.getByText('20 minutes have passed').waitFor();
  await page.getByRole('button', { name: 'Go to today' }).click();
  await page.getByText('the real time').waitFor();
}

/** Ada tests positive and publishes with a code. */
export async function adaShares(page: Page, code: string): Promise<void> {
  // As text: this file is also checked where there is no window.
  await page.evaluate(`tallystickPractice.radio.fallIll('Ada', ${JSON.stringify(code)})`);
}
