import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryNetwork } from '../network/testing/temporary-network.ts';
import { renewUnderLoad } from './renewal-under-load.ts';

test('certificate, key and TLS root are replaced under a steady load, and no call fails', {
  timeout: 120_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-renewal-'));
  const network = await temporaryNetwork();
  t.after(async () => {
    await network.stop();
    rmSync(folder, { recursive: true });
  });
  await renewUnderLoad(network.target, folder);
});
