import { codeFromFragment } from '@tallystick/protocol';

/**
 * What a link's fragment hands over as a code, as typed: `#code=…` as the hospital's links have it, or `#…` on the page for sharing.
 * Whether it is a whole code is for the form to say.
 *
 * @returns null when there is none.
 */
export function codeOfLink(pathname: string, fragment: string): string | null {
  if (fragment.startsWith('#code=')) {
    try {
      return codeFromFragment(fragment);
    } catch {
      return fragment.slice('#code='.length);
    }
  }
  const onShare = /^\/share\/?$/.test(pathname);
  return onShare && fragment.length > 1 ? decodeURIComponent(fragment.slice(1)) : null;
}

/** The code in a scanned QR text: a link with a fragment, or the code itself. */
export function codeOfScan(text: string): string {
  try {
    const { pathname, hash } = new URL(text);
    return codeOfLink(pathname, hash) ?? text;
  } catch {
    return text;
  }
}
