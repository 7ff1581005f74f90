import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { lookAtStates, openBrowser } from '@tallystick/ui/testing';
import type { Browser, BrowserContext, Page } from 'playwright';
import { startHisFace } from './testing/his-face.ts';
import { present, session, unclaimedCase } from './testing/stubbed-answers.ts';
import { type Stub, stubApi } from './testing/stubbed-api.ts';
import { visualStates } from './testing/visual-states.ts';

type Stubs = Parameters<typeof stubApi>[1];

async function open(
  browser: Browser,
  t: TestContext,
  url: string,
  stubs: Stubs = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  t.after(() => context.close());
  await stubApi(context, stubs);
  const page = await context.newPage();
  await page.goto(url);
  return { page, context };
}

const refused: Stub = { status: 409, code: 'CASE_STATE', message: 'The case has changed in the meantime.' };

test('what the clinicians’ view does at the hands of a person (the API stubbed)', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const origin = await startHisFace(t);

  await t.test('the worklist is walked by j, k and Enter; / searches, Escape leaves', async (t) => {
    const { page } = await open(browser, t, origin);
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.getByRole('link', { name: 'Testmann, Erika' }).first().waitFor();
    await page.keyboard.press('j');
    assert.equal(await focused(), 'Testmann, Erika');
    await page.keyboard.press('j');
    assert.match(await focused(), /Hohenzollern/);
    await page.keyboard.press('k');
    await page.keyboard.press('/');
    await page.keyboard.type('hohen');
    await page.getByRole('link', { name: 'Testmann, Erika' }).first().waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/case?id=held');
    await page.getByText('Why you confirm a held case').waitFor();
    await page.keyboard.press('g');
    await page.waitForURL(`${origin}/`);
  });

  await t.test('a filter is a place: its address shows it and going back leaves it', async (t) => {
    const { page } = await open(browser, t, origin);
    await page.getByRole('link', { name: /^Held/ }).click();
    await page.waitForURL('**/?filter=held');
    assert.equal(await page.getByRole('link', { name: /^Held/ }).getAttribute('aria-current'), 'page');
    await page.goBack();
    await page.waitForURL(`${origin}/`);
  });

  await t.test('nothing is chosen beforehand; a refusal leaves everything as it was filled in', async (t) => {
    const { page } = await open(browser, t, `${origin}/case?id=ready`, { '/api/cases/ready/confirm': refused });
    const confirm = page.getByRole('button', { name: 'Confirm and make a code' });
    await confirm.click();
    await page.getByText('Say how sure the diagnosis is.').waitFor();
    await page.getByText('Give the day, or say that there is none.').waitFor();
    await page.getByText('Confirmed by a test').click();
    await page.getByText('On a day that is known').click();
    await page.getByRole('button', { name: 'Use 2026-03-06 from the record' }).click();
    await page.getByLabel('Note (if needed)').fill('Called the ward.');
    const sent = page.waitForRequest('**/confirm');
    await confirm.click();
    const request = await sent;
    assert.deepEqual(request.postDataJSON(), {
      certainty: 'CONFIRMED_TEST',
      onset: '2026-03-06',
      reason: 'Called the ward.',
    });
    assert.equal(request.headers()['x-csrf-token'], session.csrfToken);
    await page.getByRole('alert').getByText('This case has changed in the meantime.').waitFor();
    assert.equal(await page.getByLabel('Note (if needed)').inputValue(), 'Called the ward.');
    assert.equal(await page.getByRole('radio', { name: /Confirmed by a test/ }).isChecked(), true);
  });

  await t.test('a reason that could not be sent is still there', async (t) => {
    const { page } = await open(browser, t, `${origin}/case?id=exported`, { '/api/cases/exported/revoke': 'offline' });
    await page.getByRole('button', { name: 'Revoke …' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await dialog.getByText('Give a reason of a few words.').waitFor();
    await dialog.getByLabel('Reason').fill('Two specimens were swapped.');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await dialog.getByText('The hospital system cannot be reached.').waitFor();
    assert.equal(await dialog.getByLabel('Reason').inputValue(), 'Two specimens were swapped.');
  });

  await t.test('a session that ends locks the page; the same person finds what was typed', async (t) => {
    const { page, context } = await open(browser, t, `${origin}/case?id=ready`, {
      '/api/session': { body: { ...session, idleSeconds: 4 } },
    });
    await page.getByLabel('Note (if needed)').fill('Half a sentence');
    await page.getByText('Are you still there?').waitFor();
    await page.getByText('You were signed out').waitFor();
    assert.equal(await page.getByText('Testmann').first().isVisible(), false);
    const back = await context.newPage();
    await back.goto(`${origin}/signed-in`);
    await page.getByLabel('Note (if needed)').waitFor();
    assert.equal(await page.getByLabel('Note (if needed)').inputValue(), 'Half a sentence');
  });

  await t.test('nobody signed in: the way in comes back to the same place', async (t) => {
    const { page } = await open(browser, t, `${origin}/case?id=ready`, {
      '/api/session': { status: 401, code: 'SESSION_MISSING', message: 'Sign in to go on.' },
    });
    const link = page.getByRole('link', { name: 'Sign in with your hospital account' });
    assert.equal(await link.getAttribute('href'), '/api/auth/login?returnTo=%2Fcase%3Fid%3Dready');
  });

  await t.test('on paper there is the code and nothing of the patient', async (t) => {
    const { page } = await open(browser, t, `${origin}/case?id=unclaimed`);
    await page.getByRole('button', { name: 'Show the code' }).click();
    await page.getByText('K7QM-2XVD-9TFA-3WZ8').first().waitFor();
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.his-code-symbols').isVisible(), true);
    assert.equal(await page.getByText(unclaimedCase.patient.given).first().isVisible(), false);
    assert.equal(await page.getByRole('heading', { name: 'COVID-19' }).isVisible(), false);
  });

  await t.test('the view keeps nothing in the browser and registers no worker', async (t) => {
    const { page, context } = await open(browser, t, `${origin}/case?id=ready`);
    await page.getByLabel('Note (if needed)').fill('Secret');
    const kept = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }));
    assert.deepEqual(kept, { local: 0, session: 0, databases: 0, caches: 0, workers: 0 });
    assert.deepEqual(await context.cookies(), []);
  });
});

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
