import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NetworkKind } from '../dev/ledger.ts';
import { missingFabric } from '../fabric/missing.ts';
import { mutationKinds } from './journal.ts';
import { textOfReport } from './report.ts';
import { isReportWhole, runFaults } from './run.ts';

// Shortened versions of what `npm run faults` does: fewer faults, and less load between them.
const short: Readonly<Record<NetworkKind, RegExp>> = {
  embedded: /^kill -9 (contract|api|his-adapter)|^the port of|^localnet dies|^the disk of localnet/,
  fabric: /^kill -9 (peer\.authority|chaincode\.auditor|the leading orderer)|joins anew/,
};

for (const [network, chosen] of Object.entries(short) as [NetworkKind, RegExp][]) {
  test(`faults under load, network ${network}: nothing acknowledged is lost, nothing is there twice`, {
    timeout: 420_000,
  }, async (t) => {
    const missing = network === 'fabric' ? missingFabric() : undefined;
    if (missing !== undefined) return t.skip(`Fabric did not run: ${missing}`);
    const report = await runFaults({
      network,
      between: 1,
      only: ({ name }) => chosen.test(name),
      say: (line) => t.diagnostic(line),
    });
    for (const line of textOfReport(report).split('\n')) t.diagnostic(line);
    assert.ok(report.faults.length >= 4);
    for (const kind of mutationKinds) assert.ok(report.tallies[kind].acknowledged > 0, kind);
    assert.ok(isReportWhole(report), textOfReport(report));
  });
}
