import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceEvent } from '../dev/service.ts';
import { type NetworkProcess, pidOf } from './process-notes.ts';
import { startProcess, stopProcess, until } from './processes.ts';
import { lockStart } from './start-lock.ts';
import { watchOver } from './watch.ts';

const name = 'orderer0';

/** A process that runs, and whoever watches over it. */
function watched(t: TestContext, program = 'setInterval(() => 0, 1000)'): { folder: string; events: ServiceEvent[] } {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-watch-'));
  const definition: NetworkProcess = { name, program: process.execPath, args: ['-e', program], cwd: folder, env: {} };
  startProcess(folder, definition);
  const events: ServiceEvent[] = [];
  const report = (event: ServiceEvent): void => void events.push(event);
  const unwatch = watchOver({ folder, names: [name], isReady: () => Promise.resolve(true), report });
  t.after(async () => {
    unwatch();
    await stopProcess(folder, name);
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, events };
}

const count = (events: readonly ServiceEvent[], event: ServiceEvent['event']): number =>
  events.filter((each) => each.event === event).length;

test('what dies is started again and said; what is ended in order stays ended', async (t) => {
  const { folder, events } = watched(t);
  const pid = pidOf(folder, name)!;
  process.kill(pid, 'SIGKILL');
  await until('its return', 10, async () => count(events, 'restarted') === 1);
  assert.deepEqual(
    events.map(({ service, event }) => [service, event]),
    [
      [name, 'died'],
      [name, 'restarted'],
    ],
  );
  assert.notEqual(pidOf(folder, name), pid);
  await stopProcess(folder, name);
  await sleep(1500);
  assert.equal(pidOf(folder, name), undefined);
  assert.equal(events.length, 2);
});

test('what keeps dying is started again ever less often', async (t) => {
  const { events } = watched(t, '0');
  await sleep(7000);
  const died = count(events, 'died');
  assert.ok(died >= 2 && died <= 5, String(died));
});

test('while `up` is at work on the network nothing is started beside it', async (t) => {
  const { folder, events } = watched(t);
  const letGo = lockStart(folder);
  process.kill(pidOf(folder, name)!, 'SIGKILL');
  await sleep(2500);
  assert.equal(pidOf(folder, name), undefined);
  letGo();
  await until('its return', 10, async () => count(events, 'restarted') === 1);
});
