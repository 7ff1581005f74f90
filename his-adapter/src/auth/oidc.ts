/**
 * Sign-in by OpenID Connect, authorisation code flow with PKCE (RFC 7636), through `openid-client`. The adapter is the
 * backend of its browser face: tokens never reach the browser.
 */
import * as oidc from 'openid-client';
import { z } from 'zod';
import { type User, userSchema } from './sessions.ts';

/** What the flow needs to know. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  /** Absent for a public client. */
  clientSecret?: string;
  redirectUri: string;
  postLogoutUri: string;
}

/** A login that was begun. */
export interface BegunLogin {
  url: string;
  state: string;
  verifier: string;
  nonce: string;
}

/** The relying party. */
export interface SignIn {
  begin(): Promise<BegunLogin>;
  /**
   * Ends a login with the URL to which the issuer sent the browser.
   * @throws Error when the answer is not for this login, or the token names no person
   */
  finish(
    callback: URL,
    login: { state: string; verifier: string; nonce: string },
  ): Promise<{ user: User; idToken: string }>;
  /** Where the browser goes to sign out at the issuer, when the issuer has such a place. */
  endSessionUrl(idToken: string): Promise<string | undefined>;
  /** Whether the issuer has been reached. */
  ready(): Promise<boolean>;
}

const claimsSchema = z.object({
  sub: z.string().min(1),
  name: z.string().optional(),
  facility: z.string().default(''),
  roles: z.array(z.string()).default([]),
});

/** Makes the relying party; the issuer is discovered at the first use, so that it may start later. */
export function signInWith(settings: OidcSettings): SignIn {
  let found: Promise<oidc.Configuration> | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    found ??= discover(settings).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  return {
    async begin() {
      const config = await configuration();
      const verifier = oidc.randomPKCECodeVerifier();
      const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope: 'openid profile his',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        // Workstations are shared: whoever sits down signs in, whatever session the issuer still has.
        prompt: 'login',
        state,
        nonce,
      });
      return { url: url.href, state, verifier, nonce };
    },
    async finish(callback, { state, verifier, nonce }) {
      const tokens = await oidc.authorizationCodeGrant(await configuration(), callback, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = claimsSchema.parse(tokens.claims());
      const known = userSchema.shape.roles.element.options as readonly string[];
      const user = userSchema.parse({
        id: claims.sub,
        name: claims.name ?? claims.sub,
        facility: claims.facility,
        roles: claims.roles.filter((role) => known.includes(role)),
      });
      return { user, idToken: tokens.id_token ?? '' };
    },
    async endSessionUrl(idToken) {
      const config = await configuration();
      if (!config.serverMetadata().end_session_endpoint) return undefined;
      return oidc.buildEndSessionUrl(config, {
        id_token_hint: idToken,
        post_logout_redirect_uri: settings.postLogoutUri,
      }).href;
    },
    ready: () =>
      configuration().then(
        () => true,
        () => false,
      ),
  };
}

function discover(settings: OidcSettings): Promise<oidc.Configuration> {
  const issuer = new URL(settings.issuer);
  // Plain HTTP is for an issuer on this machine alone.
  const loopback = issuer.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(issuer.hostname);
  const authentication =
    settings.clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(settings.clientSecret);
  return oidc.discovery(issuer, settings.clientId, undefined, authentication, {
    execute: loopback ? [oidc.allowInsecureRequests] : [],
    timeout: 10,
  });
}
