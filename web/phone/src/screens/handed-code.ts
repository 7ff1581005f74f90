import { codeOfLink } from '../domain/code-link.ts';

/** A code that came with a link: held in memory alone, and for one use. */
let handed: string | null = null;

/** Takes a code out of the address bar at once, so that neither history nor a look over the shoulder keeps it. @returns whether there was one. */
export function takeCodeFromAddress(): boolean {
  const code = codeOfLink(location.pathname, location.hash);
  if (code === null) return false;
  handed = code;
  history.replaceState(history.state, '', location.pathname + location.search);
  return true;
}

/** The code that was handed over, once. */
export function handedCode(): string {
  const code = handed ?? '';
  handed = null;
  return code;
}
