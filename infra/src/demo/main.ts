/**
 * `npm run demo`: plays the story against the running system and tells each step. `-- --headed` lets a person watch.
 * Exit status: 0 when everything of the story happened, 1 when something did not, 3 when nothing runs.
 */
import { join, resolve } from 'node:path';
import { ensureChromium } from '../browser/chromium.ts';
import { parseOrExit } from '../dev/arguments.ts';
import { defaultDataDir } from '../dev/options.ts';
import type { Ports } from '../dev/ports.ts';
import { runningStack } from '../dev/run-file.ts';
import { type Cast, type Chapter, playStory } from '../story/story.ts';
import { Storyboard } from './storyboard.ts';

const { values } = parseOrExit('npm run demo [-- --headed] [--data-dir DIR]', {
  options: { headed: { type: 'boolean', default: false }, 'data-dir': { type: 'string', default: defaultDataDir } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const dataDir = resolve(values['data-dir']);
const stack = runningStack(dataDir);
if (stack === undefined) {
  process.stderr.write(
    'The demo plays against the running system: start it with `npm start` in another terminal first.\n',
  );
  process.exit(3);
}
const started = performance.now();
const board = new Storyboard(join(dataDir, 'demo'));
let number = 0;

async function tell(chapter: Chapter, cast: Partial<Cast>): Promise<void> {
  number += 1;
  const { height, newest } = chapter.ledger;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  say(`\n${number}. ${chapter.title}   (${seconds} s)\n   ${chapter.text}`);
  say(`   Ledger: ${height} blocks; last: ${newest[0] ?? 'nothing'}`);
  const [today] = chapter.ledger.answers;
  if (chapter.id === 'answered' && today !== undefined) {
    say(
      `   Answers today: ${today.answers}; estimated phones warned: ${today.estimate} (${today.low.toFixed(1)} to ${today.high.toFixed(1)})`,
    );
  }
  await board.add(chapter, cast);
}

try {
  process.env.CHROMIUM_PATH = await ensureChromium(say);
  await playStory({ ports: stack.ports as Ports, headed: values.headed, tell });
  say(`\nThe whole story happened. Storyboard: ${board.page}`);
} catch (error) {
  process.stderr.write(`\nThe story did not happen as it should: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
