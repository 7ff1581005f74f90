/**
 * The host of a request without its port, lower case; IPv6 addresses keep their brackets. Undefined when there is none.
 */
export function hostName(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  const match = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(header.trim().toLowerCase());
  return match?.[1];
}

/** Paths that answer on any host: they are for the machine's own checks and show nothing. */
export const healthPaths: readonly string[] = ['/healthz', '/readyz'];

/**
 * Where a request has to go instead, or undefined when it is at the right place. Cookies ignore ports: so each face lives
 * under one host name only, and a cookie of one is never sent to the other.
 */
export function redirectTarget(request: { host: string | undefined; url: string }, origin: string): string | undefined {
  if (hostName(request.host) === new URL(origin).hostname) return undefined;
  const path = request.url.split('?')[0] ?? '';
  if (healthPaths.includes(path)) return undefined;
  return new URL(request.url.replace(/^\/+/, '/'), origin).href;
}
