/** A person's browser as far as signing in needs one: cookies by host and path, redirects one by one. For tests. */

/** Cookies by `host path name`. */
type Jar = Map<string, { host: string; path: string; name: string; value: string }>;

/** A browser with a cookie jar of its own. */
export type TestBrowser = {
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Follows redirects until an answer is none; returns it with the URL where it stands. */
  follow(url: string, init?: RequestInit): Promise<{ url: string; response: Response }>;
  cookieNames(url: string): string[];
};

/** Makes a browser. Cookies ignore ports (RFC 6265, section 8.5), so this one does as well. */
export function testBrowser(): TestBrowser {
  const jar: Jar = new Map();
  const cookiesFor = (url: URL): { name: string; value: string }[] =>
    [...jar.values()].filter(
      ({ host, path }) =>
        host === url.hostname &&
        (url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)),
    );
  const keep = (url: URL, header: string): void => {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const [name = '', ...rest] = pair.split('=');
    const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? '/';
    const gone = attributes.some((part) => /^expires=thu, 01 jan 1970/i.test(part) || /^max-age=0$/i.test(part));
    const key = `${url.hostname} ${path} ${name}`;
    if (gone) jar.delete(key);
    else jar.set(key, { host: url.hostname, path, name, value: rest.join('=') });
  };
  const one = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(address);
    const headers = new Headers(init.headers);
    const cookie = cookiesFor(url)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) keep(url, header);
    return response;
  };
  return {
    fetch: one,
    async follow(address, init) {
      let url = address;
      let response = await one(url, init);
      for (let hops = 0; response.status >= 300 && response.status < 400 && hops < 10; hops += 1) {
        await response.arrayBuffer();
        url = new URL(response.headers.get('location') ?? '', url).href;
        response = await one(url);
      }
      return { url, response };
    },
    cookieNames: (url) => cookiesFor(new URL(url)).map(({ name }) => name),
  };
}

/** Signs in at the HIS API by the form of the development issuer; returns where the browser ended. */
export async function signInAs(
  browser: TestBrowser,
  hisOrigin: string,
  account: { username: string; password: string },
  returnTo = '/',
): Promise<string> {
  const form = await browser.follow(`${hisOrigin}/api/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
  const action = /action="([^"]+)"/.exec(await form.response.text())?.[1];
  if (action === undefined) throw new Error(`no sign-in form at ${new URL(form.url).pathname}`);
  const body = new URLSearchParams({ username: account.username, password: account.password });
  const end = await browser.follow(new URL(action, form.url).href, { method: 'POST', body });
  await end.response.arrayBuffer();
  return end.url;
}
