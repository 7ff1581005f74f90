import { createHash } from 'node:crypto';

/** Which face a policy is for. */
export type Face = 'phone' | 'his';

/**
 * Style elements that the component library (React Aria) adds to a page by itself, letter by letter: how a press is told
 * from scrolling, and how the page behind a dialog is kept still on iOS. Allowed by their hashes and nothing else.
 */
const libraryStyles: readonly string[] = [
  '@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}',
  '@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}',
];

const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const script = /<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi;

/** CSP source expressions (`'sha256-…'`) of every inline script of a page, each once, in the order of the page. */
export function inlineScriptHashes(html: string): string[] {
  const hashes = new Set<string>();
  for (const [, attributes = '', body = ''] of html.matchAll(script)) {
    if (/\ssrc\s*=/i.test(attributes) || body === '') continue;
    hashes.add(sourceHash(body));
  }
  return [...hashes];
}

/**
 * The Content-Security-Policy of one response. Scripts run only from this origin or by the hash of what the build wrote
 * into the page. Style attributes are allowed (rendered components carry them), style elements only from
 * this origin or as the component library writes them.
 * The HIS face has no workers at all.
 */
export function contentSecurityPolicy(face: Face, hashes: readonly string[] = []): string {
  const directives: Record<string, string> = {
    'default-src': "'self'",
    'script-src': ["'self'", ...hashes].join(' '),
    'style-src': ["'self'", ...libraryStyles.map(sourceHash)].join(' '),
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'media-src': face === 'phone' ? "'self' blob:" : "'none'",
    'worker-src': face === 'phone' ? "'self'" : "'none'",
    'manifest-src': face === 'phone' ? "'self'" : "'none'",
    'connect-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-src': "'none'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
