import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join, relative, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { injectManifest, type ManifestEntry } from 'workbox-build';
import { pins as pinsShape } from './src/net/pins.ts';

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
 * @throws Error when a build for people is asked for without pins, or when Next.js fails (with what it said).
 */
export async function buildPhone({ outDir, practice, pins = null }: PhoneBuild): Promise<void> {
  if (!practice && pins === null) {
    throw new Error('Pins are compiled in by npm run build, which refuses without them: give the network’s pins.');
  }
  const compiled = pins === null ? '' : JSON.stringify(pinsShape.parse(pins));
  const out = resolve(outDir);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const next = fileURLToPath(import.meta.resolve('next/dist/bin/next'));
  await run(process.execPath, [next, 'build'], {
    cwd: home,
    maxBuffer: 64 << 20,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_DIST_DIR: relative(home, out),
      NEXT_PUBLIC_PRACTICE: practice ? '1' : '0',
      NEXT_PUBLIC_PINS: compiled,
    },
  }).catch((error: { stdout?: string; stderr?: string }) => {
    throw new Error(`The phone could not be built.\n${error.stdout ?? ''}${error.stderr ?? ''}`);
  });
  await buildServiceWorker(out);
}

/** Bundles the service worker and writes into it the list of every file of the app with its revision. */
async function buildServiceWorker(out: string): Promise<void> {
  const bundled = join(out, 'sw.bundle.js');
  await build({
    entryPoints: [join(home, 'src/service-worker/worker.ts')],
    outfile: bundled,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
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
  await buildPhone({ outDir: values.out ?? join(home, 'out'), practice: values.practice });
}
