import { execFile } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { checkRoots } from '@tallystick/protocol/endorsement';
import { build } from 'esbuild';
import { injectManifest, type ManifestEntry } from 'workbox-build';
import { type Pins, pins as pinsShape } from './src/net/pins.ts';

const run = promisify(execFile);
const home = import.meta.dirname;

/** How the phone is built. */
export interface PhoneBuild {
  /** Where the files go; emptied first. */
  readonly outDir: string;
  /** With the practice radio. */
  readonly practice: boolean;
  /** Pins to compile in; null takes the server's at first run, which only a practice build may. */
  readonly pins?: unknown;
}

/**
 * Builds the phone as static files with its service worker: the same input gives the same files. Needs no network.
 *
 * @throws Error when a build for people is asked for without pins or with roots that cannot vouch for anybody, or when Next.js fails (with what it said).
 */
export async function buildPhone({ outDir, practice, pins = null }: PhoneBuild): Promise<void> {
  if (!practice && pins === null) {
    throw new Error('Pins are compiled in by npm run build, which refuses without them: give the network’s pins.');
  }
  const compiled = pins === null ? '' : JSON.stringify(checkedPins(pins));
  const out = resolve(outDir);
  // Next.js exports only to places inside the workspace: built beside the sources, then moved to where it is wanted.
  const made = join(home, 'out', `.build-${process.pid}`);
  await mkdir(join(home, 'out'), { recursive: true });
  try {
    await runNext({
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_DIST_DIR: relative(home, made),
      NEXT_PUBLIC_PRACTICE: practice ? '1' : '0',
      NEXT_PUBLIC_PINS: compiled,
    });
    await bundle('src/worker/match.worker.ts', join(made, 'match.worker.js'), 'esm');
    await buildServiceWorker(made);
    await rm(out, { recursive: true, force: true });
    await cp(made, out, { recursive: true });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Pins with roots that endorsements can be checked against: a phone with others would never show a tick. */
function checkedPins(given: unknown): Pins {
  const pins = pinsShape.parse(given);
  checkRoots(pins.organisations);
  return pins;
}

const BUSY = 'Another next build process is already running';
const PATIENCE_MILLISECONDS = 180_000;

/** Runs `next build`; one build of this folder runs at a time, so that another one is waited for. */
async function runNext(env: NodeJS.ProcessEnv): Promise<void> {
  const next = fileURLToPath(import.meta.resolve('next/dist/bin/next'));
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    try {
      await run(process.execPath, [next, 'build'], { cwd: home, maxBuffer: 64 << 20, env });
      return;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      if (!`${stdout}${stderr}`.includes(BUSY) || Date.now() > deadline) {
        throw new Error(`The phone could not be built.\n${stdout}${stderr}`);
      }
      await setTimeout(1_000);
    }
  }
}

/** Bundles one program that runs beside the page. */
async function bundle(entry: string, outfile: string, format: 'esm' | 'iife'): Promise<void> {
  await build({
    entryPoints: [join(home, entry)],
    outfile,
    bundle: true,
    minify: true,
    format,
    target: 'es2024',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}

/** Bundles the service worker and writes into it the list of every file of the app with its revision. */
async function buildServiceWorker(out: string): Promise<void> {
  const bundled = join(out, 'sw.bundle.js');
  await bundle('src/service-worker/worker.ts', bundled, 'iife');
  const { warnings } = await injectManifest({
    swSrc: bundled,
    swDest: join(out, 'sw.js'),
    globDirectory: out,
    globPatterns: ['**/*.{html,txt,js,css,svg,png,webmanifest,woff2}'],
    globIgnores: ['sw.js', 'sw.bundle.js', '404.html', '_not-found*', '_not-found/**', ...openPages],
    dontCacheBustURLsMatching: /^_next\/static\//,
    maximumFileSizeToCacheInBytes: 8 << 20,
    manifestTransforms: [async (entries) => ({ manifest: entries.map(cleanUrl), warnings: [] })],
  });
  await rm(bundled);
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
}

/** Pages about the ledger need the network anyway: they are no part of the app that opens offline. */
const openPages = ['stats', 'ledger', 'provenance', 'verify'].flatMap((page) => [`${page}.*`, `${page}/**`]);

/** Pages stand at clean URLs: `log.html` is `/log`, `index.html` is `/`. */
function cleanUrl<E extends ManifestEntry>(entry: E): E {
  const url = `/${entry.url}`.replace(/\.html$/, '').replace(/\/index$/, '/');
  return { ...entry, url };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, practice: { type: 'boolean', default: false } } });
  await buildPhone({ outDir: values.out ?? join(home, 'out/phone'), practice: values.practice });
}
