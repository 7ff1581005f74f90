import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  chunksOf,
  createTemporaryExposureKey,
  dayAt,
  dayOfInterval,
  dayStart,
  firstIntervalOfDay,
  frameType,
  type Identifier,
  identifiersOf,
  intervalAt,
  openLogChunk,
  type Pairing,
  PhonePairing,
  Reassembler,
  TAG_NOTIFY_UUID,
  TAG_SERVICE_UUID,
  TAG_WRITE_UUID,
  TagSession,
  tagFilters,
  toHex,
} from '@tallystick/protocol';
import { type Browser, chromium, type Page } from 'playwright';
import { installedChromium, quietArguments } from '../browser/chromium.ts';
import { Air, createVirtualTag, type VirtualTag } from './index.ts';

async function openPage(server: Server): Promise<{ browser: Browser; page: Page } | undefined> {
  const executablePath = installedChromium();
  if (executablePath === undefined) return undefined;
  const args = [...quietArguments, '--enable-features=WebBluetooth'];
  const browser = await chromium.launch({ executablePath, args });
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  return { browser, page };
}

/** Connects through the browser's chooser; the tap that it asks for is a click. */
async function connect(page: Page, filters: unknown[]): Promise<void> {
  const parameters = [filters, TAG_SERVICE_UUID, TAG_WRITE_UUID, TAG_NOTIFY_UUID].map((one) => JSON.stringify(one));
  await page.evaluate(`connectOnClick(${parameters.join(', ')})`);
  await page.mouse.click(5, 5);
  await page.waitForFunction('window.connected !== null');
  assert.equal(await page.evaluate('window.connected'), 'yes');
}

async function exchange(page: Page, frame: Uint8Array): Promise<Uint8Array> {
  for (const chunk of chunksOf(frame, 180)) {
    await page.evaluate(`write([${chunk.join()}])`);
  }
  const reassembler = new Reassembler();
  for (;;) {
    const bytes = await page.evaluate<number[]>('read()');
    const whole = reassembler.push(Uint8Array.from(bytes));
    if (whole !== null) return whole;
  }
}

async function pair(page: Page): Promise<Pairing> {
  const pairing = new PhonePairing();
  const { frame, pairing: made } = pairing.confirm(await exchange(page, pairing.start()));
  assert.equal((await exchange(page, frame))[0], frameType.paired);
  return made;
}

async function openSession(page: Page, pairing: Pairing): Promise<TagSession> {
  const session = new TagSession(pairing);
  session.receive(await exchange(page, session.open()));
  return session;
}

/** Noon of today, a minute in: no interval or day ends during the test. */
const NOW = dayStart(dayAt(Math.floor(Date.now() / 1000))) + 43_260;

function dayOfIdentifiers(): Identifier[] {
  const interval = intervalAt(NOW);
  const tek = createTemporaryExposureKey(firstIntervalOfDay(dayOfInterval(interval)));
  return identifiersOf(tek, 0, interval, interval + 144);
}

/** Gives the tag the time and a schedule over the air. */
async function schedule(page: Page, session: TagSession, identifiers: readonly Identifier[]): Promise<void> {
  session.receive(await exchange(page, session.send({ kind: 'setTime', time: NOW })));
  const first = identifiers[0]!.interval;
  const answer = session.receive(await exchange(page, session.send({ kind: 'setSchedule', first, identifiers })));
  assert.equal(answer?.kind, 'scheduleSet');
}

test('a tag in a real browser pairs, broadcasts and remembers; whoever is not paired learns and changes nothing', async (t) => {
  if (installedChromium() === undefined) return t.skip('there is no Chromium on this machine');
  const server = createServer((_, response) =>
    response.end(readFileSync(join(import.meta.dirname, 'testing/page.html'))),
  ).listen(0);
  t.after(() => server.close());
  const air = new Air();
  const sides: { page: Page; tag: VirtualTag; pairing: Pairing; session: TagSession; identifiers: Identifier[] }[] = [];
  for (let side = 0; side < 2; side++) {
    const { browser, page } = (await openPage(server))!;
    t.after(() => browser.close());
    const tag = await createVirtualTag({ browser, page, air });
    t.after(() => tag.close());
    await tag.pressButton();
    await connect(page, [{ services: [TAG_SERVICE_UUID] }]);
    const pairing = await pair(page);
    const session = await openSession(page, pairing);
    const identifiers = dayOfIdentifiers();
    await schedule(page, session, identifiers);
    sides.push({ page, tag, pairing, session, identifiers });
  }
  const [a, b] = [sides[0]!, sides[1]!];

  await t.test('it broadcasts what it was given, and hears the other for twenty minutes', async () => {
    assert.equal(toHex(a.tag.broadcast()!.rpi), toHex(a.identifiers[0]!.rpi));
    air.place(a.tag, b.tag, -50);
    await air.spend(1_200);
    const answer = b.session.receive(
      await exchange(b.page, b.session.send({ kind: 'fetchLog', cursor: b.pairing.logCursor, max: 96 })),
    );
    assert.ok(answer?.kind === 'log');
    const { sightings } = openLogChunk(b.pairing, answer);
    assert.equal(sightings.length, 20);
    const broadcast = new Set(a.identifiers.map(({ rpi }) => toHex(rpi)));
    assert.ok(sightings.every(({ rpi, rssi }) => broadcast.has(toHex(rpi)) && rssi === -50));
  });

  await t.test(
    'the chooser finds it by the identifiers that it should show now, at an address of its own',
    async () => {
      const before = a.tag.device.addressOf(intervalAt(NOW));
      const now = a.tag.broadcast()!;
      assert.notDeepEqual(before, a.tag.device.broadcast(a.tag.clock.now())!.address);
      await connect(
        a.page,
        tagFilters([now.rpi]).map((filter) => filterForPage(filter)),
      );
    },
  );

  await t.test('a reader without the pairing gets nothing out of it', async () => {
    const stranger = new TagSession({ ...a.pairing, sessionRoot: new Uint8Array(32) });
    stranger.receive(await exchange(a.page, stranger.open()));
    const refused = await exchange(a.page, stranger.send({ kind: 'getStatus' }));
    assert.equal(refused[0], frameType.refused);
    const unpaired = await exchange(a.page, new PhonePairing().start());
    assert.equal(unpaired[0], frameType.refused);
    const secret = [...a.identifiers, ...b.identifiers].map(({ rpi }) => toHex(rpi));
    for (const { frame } of [...a.tag.overheard, ...b.tag.overheard]) {
      const text = toHex(frame);
      assert.ok(!secret.some((rpi) => text.includes(rpi)), 'an identifier stands readable between phone and tag');
    }
  });

  await t.test('a replayed and an altered write are refused', async () => {
    const session = await openSession(a.page, a.pairing);
    const frame = session.send({ kind: 'dropIdentifiers', from: 0 });
    const altered = Uint8Array.from(frame);
    altered[altered.length - 1]! ^= 1;
    assert.equal((await exchange(a.page, altered))[0], frameType.refused);
    assert.notEqual(a.tag.broadcast(), null);
    const status = session.receive(await exchange(a.page, frame));
    assert.equal(status?.kind, 'identifiersDropped');
    assert.equal((await exchange(a.page, frame))[0], frameType.refused);
  });
});

/** A filter whose bytes survive the way into the page. */
function filterForPage(filter: ReturnType<typeof tagFilters>[number]): unknown {
  return {
    manufacturerData: filter.manufacturerData.map(({ companyIdentifier, dataPrefix }) => ({
      companyIdentifier,
      dataPrefix: Array.from(dataPrefix),
    })),
  };
}
