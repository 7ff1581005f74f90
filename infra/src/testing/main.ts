/**
 * `npm test`: formatting and lint, types, then unit, integration and browser tests with the one test runner.
 * `-- --only unit|int|browser|lint|types` runs one part, `-- --files PATTERN` only the test files whose path has it in it.
 * Exit status 0 only if everything passed; the last line counts.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { ensureChromium } from '../browser/chromium.ts';
import { parseOrExit } from '../dev/arguments.ts';
import { findPrograms } from '../fabric/programs.ts';

const parts = ['lint', 'types', 'unit', 'int', 'browser'] as const;
type Part = (typeof parts)[number];

const { values } = parseOrExit('npm test [-- --only lint|types|unit|int|browser] [--files PATTERN]', {
  options: { only: { type: 'string', multiple: true }, files: { type: 'string' } },
});
const chosen = (values.only ?? [...parts]) as Part[];
const counts = { passed: 0, failed: 0, skipped: 0 };
/** Every skipped test with its reason: what did not run must not be looked for in thousands of lines. */
const skipped: string[] = [];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function check(name: string, program: string, args: string[]): void {
  say(`\n== ${name}`);
  const { status } = spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  counts[status === 0 ? 'passed' : 'failed'] += 1;
}

/** Test files of a part; the kind stands in the name. */
function filesOf(part: Part): string[] {
  const all = globSync('{chain,graphql,his-adapter,web,infra}/**/*.test.ts', {
    exclude: (name) => /(^|\/)(node_modules|out|\.next|\.cache)$/.test(name),
  }).sort();
  const kind = (file: string): Part =>
    file.endsWith('.browser.test.ts') ? 'browser' : file.endsWith('.int.test.ts') ? 'int' : 'unit';
  return all.filter((file) => kind(file) === part && file.includes(values.files ?? ''));
}

/** Whether the tests on Hyperledger Fabric could run. */
function fabricPart(): string {
  try {
    return `Hyperledger Fabric ${findPrograms().version} is there: tests that need it were not skipped.`;
  } catch (error) {
    return `The Fabric part did not run. ${(error as Error).message}`;
  }
}

async function tests(part: Part, concurrency: number): Promise<void> {
  const files = filesOf(part);
  say(`\n== ${part} tests: ${files.length} files`);
  if (files.length === 0) return;
  const stream = run({ files, concurrency });
  stream.on('test:summary', ({ file, counts: of }) => {
    if (file !== undefined) return;
    counts.passed += of.passed;
    counts.failed += of.tests - of.passed - of.skipped - of.todo;
    counts.skipped += of.skipped;
  });
  stream.on('test:pass', ({ name, skip }) => {
    if (skip !== undefined && skip !== false) skipped.push(typeof skip === 'string' ? `${name}: ${skip}` : name);
  });
  const reporter = stream.compose(spec);
  reporter.pipe(process.stdout, { end: false });
  await new Promise((resolve, reject) => reporter.on('end', resolve).on('error', reject));
}

if (chosen.includes('lint')) check('formatting and lint', 'biome', ['ci', '--error-on-warnings', '.']);
if (chosen.includes('types')) {
  for (const project of ['.', 'web/ui', 'web/phone', 'web/his']) check(`types: ${project}`, 'tsc', ['-p', project]);
}
if (chosen.includes('unit')) await tests('unit', 2);
if (chosen.includes('int')) await tests('int', 2);
if (chosen.includes('browser')) {
  process.env.CHROMIUM_PATH = await ensureChromium(say);
  await tests('browser', 1);
}
if (chosen.includes('int') || chosen.includes('browser')) say(`\n${fabricPart()}`);
if (skipped.length > 0) say(`\nSkipped:\n${skipped.map((line) => `  ${line}`).join('\n')}`);
say(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
