import { type Browser, chromium, type Page } from 'playwright';
import { installedChromium, quietArguments } from '../browser/chromium.ts';
import { developmentAccounts } from '../issuer/accounts.ts';

/** A clinician at the HIS view, in a browser of their own. */
export class Clinician {
  readonly browser: Browser;
  readonly page: Page;
  readonly #origin: string;

  private constructor(browser: Browser, page: Page, origin: string) {
    this.browser = browser;
    this.page = page;
    this.#origin = origin;
  }

  /** Opens the HIS view and signs in through the issuer. */
  static async signIn(origin: string, options: { username?: string; headed?: boolean } = {}): Promise<Clinician> {
    const account = developmentAccounts.find(({ username }) => username === (options.username ?? 'ines'));
    const executablePath = installedChromium();
    if (account === undefined || executablePath === undefined) throw new Error('no such account, or no Chromium');
    const browser = await chromium.launch({
      executablePath,
      headless: options.headed !== true,
      args: [...quietArguments],
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'UTC' });
    await page.goto(origin);
    await page.getByRole('link', { name: 'Sign in with your hospital account' }).click();
    await page.locator('input[name="username"]').fill(account.username);
    await page.locator('input[name="password"]').fill(account.password);
    await page.locator('button[type="submit"]').click();
    await page.getByRole('heading', { name: 'Worklist' }).waitFor();
    return new Clinician(browser, page, origin);
  }

  /** Opens the newest case that is ready to be confirmed. */
  async openReadyCase(): Promise<void> {
    await this.page.goto(`${this.#origin}/`);
    await this.page.locator('tbody tr').first().getByRole('link').first().click();
    await this.page.getByRole('button', { name: 'Confirm and make a code' }).waitFor();
  }

  /** Confirms the open case by test, onset unknown, and reads the code that is shown once. */
  async confirm(): Promise<string> {
    await this.page.getByText('Confirmed by a test').click();
    await this.page.getByText('No symptoms, or not known').click();
    await this.page.getByRole('button', { name: 'Confirm and make a code' }).click();
    const code = this.page.locator('.his-code-symbols');
    await code.waitFor();
    return (await code.innerText()).replace(/[^0-9A-Za-z]/g, '');
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}
