import type { Face } from './csp.ts';

const permissions: Record<Face, string> = {
  phone: 'camera=(self), bluetooth=(self), clipboard-write=(self), microphone=(), geolocation=(), payment=(), usb=()',
  his: 'camera=(), bluetooth=(), clipboard-write=(self), microphone=(), geolocation=(), payment=(), usb=()',
};

/** Headers that every response of a face carries. */
export function securityHeaders(face: Face): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'permissions-policy': permissions[face],
  };
}

/** How long a response may be kept: hashed files for ever, everything else is asked for again each time. */
export function cacheControl(path: string): string {
  return path.startsWith('/_next/static/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}
