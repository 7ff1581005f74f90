import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPhone, type PhonePage } from './testing/index.ts';

/**
 * What a test has to stand in for, since no program can answer the prompt of LE scan, and headless Chromium on Linux has no
 * `navigator.bluetooth` without a switch: the object alone, with everything behind it the phone's own. Runs in the page before it loads.
 */
function standIn(options: { scan: 'hears' | 'refused' | 'none'; available: boolean }): void {
  class Bluetooth extends EventTarget {
    available = options.available;
    getAvailability = async (): Promise<boolean> => this.available;
    requestDevice = async (): Promise<never> => {
      throw new DOMException('User cancelled the requestDevice() chooser.', 'NotFoundError');
    };
  }
  const bluetooth = new Bluetooth();
  if (options.scan !== 'none') {
    Object.assign(bluetooth, {
      requestLEScan: async () => {
        if (options.scan === 'refused')
          throw new DOMException('User canceled the permission prompt.', 'NotAllowedError');
        return { active: true, stop: () => undefined };
      },
    });
  }
  Object.defineProperty(navigator, 'bluetooth', { value: bluetooth, configurable: true });
}

async function openWith(
  t: Parameters<typeof openPhone>[0],
  options: Parameters<typeof standIn>[0],
): Promise<PhonePage | undefined> {
  const phone = await openPhone(t);
  if (phone === undefined) return undefined;
  await phone.page.addInitScript(standIn, options);
  await phone.page.reload();
  await phone.page.getByRole('button', { name: 'Pair your tag' }).waitFor();
  return phone;
}

/** A stranger's broadcast, as the browser would report it. */
async function broadcast(phone: PhonePage, first: number): Promise<void> {
  await phone.page.evaluate((byte) => {
    const data = new Uint8Array(20).fill(byte);
    const event = Object.assign(new Event('advertisementreceived'), {
      rssi: -52,
      manufacturerData: new Map([[0xffff, new DataView(data.buffer)]]),
    });
    (navigator.bluetooth as unknown as EventTarget).dispatchEvent(event);
  }, first);
}

test('where the browser can scan, the phone hears strangers itself, and says when it is paused', {
  timeout: 60_000,
}, async (t) => {
  const phone = await openWith(t, { scan: 'hears', available: true });
  if (phone === undefined) return;
  const { page } = phone;
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Listen with this device' }).click();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await page.getByText('Logging', { exact: true }).waitFor();
  await broadcast(phone, 7);
  await broadcast(phone, 8);
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  await page.getByText('2 people').waitFor();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  // Another page in front leaves the visibility of a headless page as it is: overridden here.
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.getByText('Logging is paused').waitFor();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.getByText('Logging', { exact: true }).waitFor();
});

test('a refused permission is a state with a way back', { timeout: 60_000 }, async (t) => {
  const phone = await openWith(t, { scan: 'refused', available: true });
  if (phone === undefined) return;
  const { page } = phone;
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Listen with this device' }).click();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await page.getByText('Bluetooth is not allowed').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Listen again' }).count(), 1);
});

test('a chooser that was closed is no failure, and Bluetooth that is off is said', { timeout: 60_000 }, async (t) => {
  const phone = await openWith(t, { scan: 'hears', available: true });
  if (phone === undefined) return;
  const { page } = phone;
  await page.getByRole('button', { name: 'Pair your tag' }).click();
  await page.getByText('No tag yet').waitFor();
  assert.equal(await page.getByRole('main').getByRole('alert').count(), 0);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Listen with this device' }).click();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await page.getByText('Logging', { exact: true }).waitFor();
  await page.evaluate(() => {
    const bluetooth = navigator.bluetooth as unknown as EventTarget & { available: boolean };
    bluetooth.available = false;
    bluetooth.dispatchEvent(new Event('availabilitychanged'));
  });
  await page.getByText('Bluetooth is off').waitFor();
});
