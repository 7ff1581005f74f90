import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright';

const run = promisify(execFile);

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A Chromium or Chrome of this machine: CHROMIUM_PATH, then PATH, then the usual places, then the test tool's own. */
export function installedChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const explicit = environment.CHROMIUM_PATH;
  if (explicit !== undefined && explicit !== '') return existsSync(explicit) ? explicit : undefined;
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  const own = chromium.executablePath();
  return [...places, own].find((place) => existsSync(place));
}

/**
 * {@link installedChromium}, or one that is brought: by the test tool's own download, or on Debian as root by the system's
 * package. Every attempt is told through `say`; throws a sentence that helps when there is none.
 */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = installedChromium();
  if (found !== undefined) return found;
  say('No Chromium or Chrome on this machine: trying the download of the test tool (npx playwright install chromium).');
  try {
    await run('npx', ['playwright', 'install', 'chromium'], { timeout: 300_000 });
  } catch {
    say('That download was not possible here.');
  }
  const downloaded = installedChromium();
  if (downloaded !== undefined) return downloaded;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say("Installing the system's package instead (apt-get install chromium).");
    const options = {
      timeout: 600_000,
      maxBuffer: 64 << 20,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    await run('apt-get', ['update', '-q'], options);
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], options);
  }
  const installed = installedChromium();
  if (installed === undefined) {
    throw new Error('There is no Chromium or Chrome: install one, or set CHROMIUM_PATH to its program.');
  }
  return installed;
}

/** Switches for a headless browser that talks to nobody but the pages under test. */
export const quietArguments: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
