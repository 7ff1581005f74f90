import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../fabric/processes.ts';
import { statusOf } from '../fabric/status.ts';
import { programsOrSkip, runCommand, temporaryFabric } from '../fabric/testing/temporary-fabric.ts';
import { startLedger } from './ledger.ts';
import { portsFrom } from './ports.ts';
import { writeRunFile } from './run-file.ts';
import type { ServiceEvent } from './service.ts';

test('a process of Fabric’s that dies under `npm start` is started again and said; status names what mends one that does not run', {
  timeout: 240_000,
}, async (t) => {
  const programs = programsOrSkip(t);
  if (programs === undefined) return;
  const { dataDir, portBase, network, say } = await temporaryFabric(t, 'raft-3');
  const ports = portsFrom(portBase);
  const events: ServiceEvent[] = [];
  const report = (event: ServiceEvent): void => void events.push(event);
  const ledger = await startLedger('fabric', { dataDir, ports, report, say });
  try {
    const victims = ['orderer1.authority', 'peer.auditor', 'chaincode.health'];
    for (const name of victims) process.kill(ledger.pids()[name]!, 'SIGKILL');
    for (const event of ['died', 'restarted']) {
      await until(`${event} of each`, 30, async () =>
        victims.every((name) => events.some((each) => each.service === name && each.event === event)),
      );
    }
    await until('everything working again', 60, async () => {
      return (await statusOf(programs, network.layout, network.chaincode, () => undefined)) === 0;
    });
  } finally {
    await ledger.stop();
  }
  assert.deepEqual(ledger.pids(), {}, 'nothing is started again that was ended in order');

  const { ports: listening, mendedBy } = ledger;
  writeRunFile(dataDir, {
    ...{ pid: process.pid, startedAt: 0, ports, services: {} },
    ledger: listening,
    ...(mendedBy === undefined ? {} : { ledgerMendedBy: mendedBy }),
  });
  const { status, out } = await runCommand('infra/src/dev/status.ts', ['--data-dir', dataDir]);
  assert.equal(status, 1);
  const command = `npm run fabric -- up --data-dir ${dataDir}`;
  for (const name of ['orderer0.health', 'peer.authority', 'chaincode.auditor']) {
    assert.match(out, new RegExp(`^NOT READY  ${name} +port \\d+, mendedBy ${command}$`, 'm'));
  }
});
