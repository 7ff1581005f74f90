import type { Page } from 'playwright';

/**
 * Answers a page's device choosers in the place of a person: takes the device with the wanted address as soon as it is offered, once for each
 * chooser (selecting twice ends the browser).
 *
 * @param wanted - address of the device, asked for each time.
 * @returns the addresses that were offered last.
 */
export async function answerChoosers(
  page: Page,
  wanted: () => string,
): Promise<{ readonly offered: readonly string[] }> {
  const session = await page.context().newCDPSession(page);
  const answered = new Set<string>();
  const seen: { offered: readonly string[] } = { offered: [] };
  session.on('DeviceAccess.deviceRequestPrompted', ({ id, devices }) => {
    seen.offered = devices.map(({ id: address }) => address);
    const device = devices.find(({ id: address }) => address === wanted());
    if (device === undefined || answered.has(id)) return;
    answered.add(id);
    void session.send('DeviceAccess.selectPrompt', { id, deviceId: device.id });
  });
  await session.send('DeviceAccess.enable');
  return seen;
}
