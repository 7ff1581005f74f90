import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { contentSecurityPolicy, type Face, inlineScriptHashes } from './csp.ts';

/** One page of the static export, ready to be sent. */
export interface Page {
  readonly body: Buffer;
  readonly csp: string;
  readonly etag: string;
}

/** The pages by their clean URL (`/`, `/stats`), and the page for what is not there. */
export interface Pages {
  readonly byUrl: ReadonlyMap<string, Page>;
  readonly notFound: Page | undefined;
}

/** The clean URL of an exported file: `stats.html` and `stats/index.html` are `/stats`. */
export function cleanUrl(file: string): string {
  const path = `/${file.split(sep).join('/')}`.replace(/\.html$/, '').replace(/\/index$/, '');
  return path === '' ? '/' : path;
}

/** Reads every page of a static export and computes its policy once, so that a page cannot run a script nobody built. */
export function loadPages(staticDir: string, face: Face): Pages {
  const byUrl = new Map<string, Page>();
  for (const file of globSync('**/*.html', { cwd: staticDir })) {
    const body = readFileSync(join(staticDir, file));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    byUrl.set(cleanUrl(file), {
      body,
      csp: contentSecurityPolicy(face, inlineScriptHashes(body.toString('utf8'))),
      etag,
    });
  }
  if (!byUrl.has('/')) throw new Error('The static folder holds no index.html: build this face first.');
  const notFound = byUrl.get('/404');
  for (const url of ['/404', '/_not-found']) byUrl.delete(url);
  return { byUrl, notFound };
}
