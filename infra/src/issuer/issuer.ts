/** The development issuer: OpenID Connect by `oidc-provider`, for one client, the HIS adapter. Keeps nothing. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Provider, { type Configuration } from 'oidc-provider';
import { accountOf, developmentAccounts } from './accounts.ts';
import { signInPage } from './page.ts';

/** A running issuer. */
export type RunningIssuer = { readonly url: string; stop(): Promise<void> };

const SIGN_IN = '/sign-in/';
const MAX_FORM_BYTES = 4096;

/** Starts the issuer on the loopback interface; `hisOrigin` is where the HIS face is reached. */
export async function startIssuer(port: number, hisOrigin: string): Promise<RunningIssuer> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => {
    response.writeHead(503).end();
  };
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const { port: bound } = server.address() as { port: number };
  const url = `http://127.0.0.1:${bound}`;
  handle = handlerOf(new Provider(url, configuration(hisOrigin)));
  return { url, stop: () => stop(server) };
}

function configuration(hisOrigin: string): Configuration {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'development' }] },
    clients: [
      {
        client_id: 'his',
        redirect_uris: [`${hisOrigin}/api/auth/callback`],
        post_logout_redirect_uris: [`${hisOrigin}/`],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    scopes: ['openid', 'profile', 'his'],
    claims: { openid: ['sub'], profile: ['name'], his: ['roles', 'facility'] },
    // The adapter reads the claims from the ID token alone.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 43_200, IdToken: 300, Interaction: 600, Session: 43_200 },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        // Whoever asked to sign out in the HIS view has been asked already.
        logoutSource: (ctx, form) => {
          ctx.body = `<!doctype html><title>Signing out</title>${form}<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>`;
        },
      },
    },
    interactions: { url: (_ctx, interaction) => `${SIGN_IN}${interaction.uid}` },
    findAccount: (_ctx, id) => {
      const account = developmentAccounts.find(({ username }) => username === id);
      if (account === undefined) return undefined;
      const { name, roles, facility } = account;
      return { accountId: id, claims: () => ({ sub: id, name, roles: [...roles], facility }) };
    },
    // The one client is our own: nobody is asked whether it may know who signed in.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId ?? '',
        accountId: ctx.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile his');
      await grant.save();
      return grant;
    },
  };
}

function handlerOf(provider: Provider): (request: IncomingMessage, response: ServerResponse) => void {
  const protocol = provider.callback();
  return (request, response) => {
    const path = request.url ?? '/';
    if (path === '/healthz' || path === '/readyz') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ready"}');
    } else if (path.startsWith(SIGN_IN)) {
      signIn(provider, request, response).catch(() => {
        // An interaction that is over or of another browser; begin again at the HIS view.
        response.writeHead(400, { 'content-type': 'text/plain' }).end('This sign-in is over. Begin again.');
      });
    } else void protocol(request, response);
  };
}

async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  const form = request.method === 'POST' ? await readForm(request) : undefined;
  const account = form && accountOf(form.get('username') ?? '', form.get('password') ?? '');
  if (account) {
    const result = { login: { accountId: account.username, remember: false } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    return;
  }
  response.writeHead(form ? 401 : 200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(signInPage(`${SIGN_IN}${uid}`, form !== undefined));
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_FORM_BYTES) throw new Error('the form is too large');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
