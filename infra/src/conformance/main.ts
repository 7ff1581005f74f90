/** `npm run conformance`: one suite of rules, asked of localnet, Fabric or any network. Options: `options.ts`. */
import { type FabricPrograms, findPrograms } from '../fabric/programs.ts';
import { readTarget } from '../network/index.ts';
import type { Stops } from './fixture.ts';
import { type Asked, conformanceOptions } from './options.ts';
import { rules } from './rules/index.ts';
import { askRules, type Result } from './run.ts';
import { startFabric, startLocalnet } from './start.ts';
import { foreignSubject, type Subject } from './subject.ts';
import { countsOf, lastLine, row } from './table.ts';

const { asked, only, json } = conformanceOptions();
const stops: Stops = [];
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function programsOrExit(): FabricPrograms {
  try {
    return findPrograms();
  } catch (error) {
    tell(`Nothing was asked. ${(error as Error).message}`);
    return process.exit(3);
  }
}

async function subjectOf(what: Asked): Promise<{ subject: Subject; called: string }> {
  if (what.kind === 'target') {
    return { subject: await foreignSubject(readTarget(what.file), what.release), called: 'the target' };
  }
  if (what.kind === 'localnet') return { subject: await startLocalnet(stops), called: 'localnet' };
  const programs = programsOrExit();
  const { ordering } = what;
  const subject = await startFabric(programs, stops, tell, ordering);
  return { subject, called: `Fabric ${programs.version}, ${ordering}` };
}

/** Ends what was started, the last first. */
async function tidy(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

async function run(): Promise<void> {
  const chosen = rules.filter(({ group, name }) => `${group}/${name}`.includes(only ?? ''));
  const { subject, called } = await subjectOf(asked);
  stops.push(() => subject.close());
  const begin = performance.now();
  const report = (result: Result): void => say(json ? JSON.stringify(result) : row(result));
  const counts = countsOf(await askRules(chosen, subject, report));
  const seconds = (performance.now() - begin) / 1000;
  say(json ? JSON.stringify({ network: called, seconds, ...counts }) : lastLine(counts, called, seconds));
  process.exitCode = counts.failed === 0 && counts.rules > 0 ? 0 : 1;
}

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => void tidy().finally(() => process.exit(status)));
}
try {
  await run();
} catch (error) {
  tell(`The network could not be used: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await tidy();
}
