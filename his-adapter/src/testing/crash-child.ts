/** An adapter whose ledger cannot be reached, as a process of its own, to be killed by a test. Argument: data directory. */
import { TallystickError } from '@tallystick/protocol';
import { startAdapter } from '../adapter.ts';
import { logTo } from '../log.ts';
import { memoryLedger, testConfig } from './hospital.ts';

const ledger = memoryLedger();
ledger.failWith = new TallystickError('LEDGER_UNAVAILABLE');
const adapter = await startAdapter(
  testConfig(process.argv[2] ?? ''),
  ledger,
  logTo(() => undefined),
  { settleMilliseconds: 50 },
);
process.on('disconnect', () => process.exit(0));
process.send?.({ http: adapter.httpPort, mllp: adapter.mllpPort });
