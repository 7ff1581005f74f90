/** Entry of the HIS adapter: configuration, ledger, start, and an orderly end. */
import { readFileSync } from 'node:fs';
import { openLedger } from '@tallystick/ledger';
import { startAdapter } from './adapter.ts';
import { ConfigError, readConfig } from './config.ts';
import { errorName, logTo } from './log.ts';

const log = logTo((line) => process.stderr.write(line));

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const ledger = await openLedger({
    target: JSON.parse(readFileSync(config.ledger.targetFile, 'utf8')),
    organisation: config.ledger.organisation,
    user: config.ledger.user,
  });
  const adapter = await startAdapter(config, ledger, log);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log('info', 'stopping');
    await adapter.stop();
    await ledger.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  // Ends with whoever started it.
  process.on('disconnect', () => void stop());
  process.send?.({ ready: true, httpPort: adapter.httpPort, mllpPort: adapter.mllpPort });
}

try {
  await main();
} catch (error) {
  const text = error instanceof ConfigError ? error.message : errorName(error);
  log('error', 'start-failed', { text });
  process.exit(1);
}
