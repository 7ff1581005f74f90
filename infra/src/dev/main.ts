/** `npm start`: the whole system on the embedded network. Options and exit status: `options.ts`. */
import { parseStartOptions, type StartOptions, startHelp } from './options.ts';
import { portsFrom } from './ports.ts';
import { voice } from './say.ts';
import { type Stack, startStack } from './stack.ts';
import { welcome } from './welcome.ts';

function optionsOrExit(): StartOptions {
  try {
    const options = parseStartOptions(process.argv.slice(2));
    portsFrom(options.portBase);
    return options;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${startHelp}\n`);
    process.exit(2);
  }
}

const options = optionsOrExit();
if (options.help) {
  process.stdout.write(`${startHelp}\n`);
  process.exit(0);
}
if (process.env.NODE_ENV === 'production' && !options.pilot) {
  process.stderr.write(
    'One operator holds every key of a network on one machine: it gives no distrust between organisations. It refuses to run in production; start it with `npm start -- --pilot` if this is a pilot.\n',
  );
  process.exit(1);
}
const speak = voice(options.json);
let stack: Stack | undefined;
let ending = false;

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  // Everything stops in order; the data stays. A second signal finds nothing more to do than to wait.
  speak.event('stopping', {}, '\nStopping …');
  await stack?.stop();
  speak.event('stopped', {}, 'Stopped. Everything is kept; `npm start` goes on where this stopped.');
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());

try {
  stack = await startStack(
    {
      ports: portsFrom(options.portBase),
      dataDir: options.dataDir,
      fresh: options.fresh,
      windowSeconds: options.windowSeconds,
      network: options.network,
    },
    speak,
  );
  if (!ending) speak.event('ready', { ...stack.facts }, welcome(stack.facts));
} catch (error) {
  if (!ending) {
    speak.event('failed', { message: (error as Error).message });
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}
