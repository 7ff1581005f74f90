/** Entry of the HIS adapter: configuration, ledger, start, and an orderly end. */
import { openLedger } from '@tallystick/ledger';
import { startAdapter } from './adapter.ts';
import { noteCertificates } from './certificates.ts';
import { ConfigError, readConfig } from './config.ts';
import { errorName, logTo } from './log.ts';

const log = logTo((line) => process.stderr.write(line));

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const ledger = await openLedger(config.ledger, { onCertificates: noteCertificates(log) });
  process.on('SIGHUP', () => ledger.renewCertificates());
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
  const known = error instanceof ConfigError;
  log('error', 'start-failed', { text: known ? error.message : errorName(error) });
  process.exit(known ? 2 : 1);
}
