import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright';
import { eventually } from '../api/system.ts';
import { installedChromium, quietArguments } from '../browser/chromium.ts';
import { type Air, createVirtualTag, type VirtualTag } from '../virtual-tag/index.ts';

/** What the practice build's page offers to a test; the phone engineer's `PracticeHook`, as far as it is used here. */
type PracticeHook = {
  setClock(seconds: number): Promise<void>;
  setCoin(chance: number | null): Promise<void>;
  round(): Promise<void>;
};

/** A chance at which an exposed phone answers 1 and any other 0: the coins of a story whose sum is known. */
const TRUTHFUL_COIN = 0.5;

/** Places of the app's navigation, and what each is headed by. */
const headings = { Home: 'Home', Log: 'Your log', Share: 'Warn others with your code', Settings: 'Settings' } as const;
export type Place = keyof typeof headings;

/** A phone with its tag: a browser process of its own, since Bluetooth emulation is one for each. */
export class VirtualPhone {
  readonly name: string;
  readonly browser: Browser;
  readonly page: Page;
  readonly tag: VirtualTag;

  private constructor(name: string, browser: Browser, page: Page, tag: VirtualTag) {
    this.name = name;
    this.browser = browser;
    this.page = page;
    this.tag = tag;
  }

  /** Opens the browser, puts a tag into it, and opens the app. */
  static async open(options: { name: string; origin: string; air: Air; headed?: boolean }): Promise<VirtualPhone> {
    const executablePath = installedChromium();
    if (executablePath === undefined)
      throw new Error('There is no Chromium or Chrome: install one, or set CHROMIUM_PATH.');
    const browser = await chromium.launch({
      executablePath,
      headless: options.headed !== true,
      args: [...quietArguments, '--enable-features=WebBluetooth'],
    });
    try {
      const context = await browser.newContext({
        viewport: { width: 390, height: 844 },
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      const page = await context.newPage();
      await page.goto(options.origin);
      const tag = await createVirtualTag({ browser, page, air: options.air });
      return new VirtualPhone(options.name, browser, page, tag);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Goes through the first run with the phone's clock at a moment. */
  async firstRun(moment: number): Promise<void> {
    await this.page.getByRole('button', { name: 'What leaves this phone?' }).waitFor();
    await this.setClock(moment);
    for (const name of ['What leaves this phone?', 'What does it ask for?', 'Begin']) {
      await this.page.getByRole('button', { name }).click();
    }
    await this.page.getByRole('heading', { name: 'Home' }).waitFor();
    await this.#hook((practice, chance) => practice.setCoin(chance), TRUTHFUL_COIN);
  }

  /** Presses the tag's button and pairs it; the tag is given the time and a day of identifiers. */
  async pair(): Promise<void> {
    await this.visit('Settings');
    await this.tag.pressButton();
    await this.page.getByRole('button', { name: 'Pair your tag' }).click();
    await this.page.getByRole('button', { name: 'Sync now' }).waitFor();
    await this.#synced();
  }

  /** One tap: what the tag heard comes here, a new day of identifiers goes there. */
  async sync(): Promise<void> {
    await this.visit('Settings');
    await this.page.getByRole('button', { name: 'Sync now' }).click();
    await this.#synced();
  }

  async #synced(): Promise<void> {
    const fact = this.page.locator('#tag').getByText(/just now|seconds ago|a moment ago/);
    await fact.first().waitFor();
  }

  /** Sets the phone's clock; its tag takes the time at the next sync. */
  async setClock(moment: number): Promise<void> {
    // Not `waitForFunction`: where it has to wait, it evaluates text in the page, which the page's policy forbids.
    const isThere = async (): Promise<boolean> => this.page.evaluate('window.tallystickPractice !== undefined');
    await eventually('the practice clock', async () => ((await isThere()) ? true : undefined));
    await this.#hook((practice, seconds) => practice.setClock(seconds), moment);
  }

  /** Does what is due now: commitments, sending, and now and then a check. */
  async round(): Promise<void> {
    await this.#hook((practice) => practice.round(), 0);
  }

  /** Home, after a check that was asked for by its button. */
  async check(): Promise<void> {
    await this.visit('Home');
    const button = this.page.getByRole('button', { name: 'Check now' });
    await button.click();
    await this.page.getByText(/^Checked /).waitFor();
  }

  /** Checks again and again until Home shows a level; windows come every few seconds in development. */
  async checkUntil(holds: (level: string) => boolean, seconds = 60): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      await this.check();
      const { level, text } = await this.exposure();
      if (holds(level)) return;
      if (Date.now() > deadline) throw new Error(`Phone ${this.name} still shows: ${text}`);
      await sleep(1_000);
    }
  }

  /** Publishes with a code, as its holder would: by hand, all days. */
  async share(code: string): Promise<void> {
    await this.visit('Share');
    await this.page.getByLabel('Your code').fill(code);
    await this.page.getByRole('button', { name: 'Continue' }).click();
    await this.page.getByRole('button', { name: /^Share \d+ days?$/ }).click();
    await this.page.getByRole('heading', { name: 'Thank you. It is done.' }).waitFor();
  }

  /** What Home answers to "have I been exposed". */
  async exposure(): Promise<{ level: string; text: string }> {
    const section = this.page.locator('section[data-level]');
    return { level: (await section.getAttribute('data-level')) ?? '', text: (await section.innerText()).trim() };
  }

  /** Goes to a place of the app by its navigation, as a person does. */
  async visit(place: Place): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name: place, exact: true }).click();
    await this.page.getByRole('heading', { level: 1, name: headings[place] }).waitFor({ state: 'attached' });
  }

  async close(): Promise<void> {
    this.tag.close();
    await this.browser.close();
  }

  /** Calls the practice build's hook inside the page. */
  async #hook<T>(call: (practice: PracticeHook, argument: T) => Promise<void>, argument: T): Promise<void> {
    await this.page.evaluate(`(${call.toString()})(window.tallystickPractice, ${JSON.stringify(argument)})`);
  }
}
