// What the frameworks share: the sign-in, the three sealed cookies, the sessions that live, the renewal, the sign-out.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { Scalekit } from '@scalekit-sdk/node';
import { EncryptJWT, createRemoteJWKSet, decodeJwt, errors, jwtDecrypt, jwtVerify } from 'jose';

import { TOKENS, attributes } from './cookies.js';
import { PageError } from './pages.js';

const RENEW_EARLY_MS = 30 * 1000; // A token that is about to expire would expire on its way.
const RENEWAL_KEPT_MS = 60 * 1000; // For requests that left the browser before the renewed cookies came.
const PATIENCE_MS = 5 * 1000; // outage-is-survived: for a call to Scalekit.
const LEEWAY_S = 30; // clocks-have-leeway
const SESSION_LIVES_MS = 30 * 24 * 60 * 60 * 1000; // As long as one at Scalekit lasts by default.
const MOST_OCTETS = 3900; // Browsers drop a cookie of more than 4096, name and attributes included.
const SEAL = { alg: 'dir', enc: 'A256GCM' };

const unavailable = () => new PageError(503, 'This does not work at the moment');

export class Client {
  #scalekit;
  #settings;
  #keys;
  // cookie-tokens-are-encrypted: a key of this process, as the list below is of this process. Servers that share a store
  // for the list share the key.
  #key = randomBytes(32);
  // session-dies-on-the-server: a cookie counts for as long as its session is in this list, with its beginning.
  #living = new Map();
  // one-renewal: by the refresh token that was spent.
  #renewals = new Map();

  constructor({ environmentUrl, clientId, clientSecret, appUrl }) {
    this.#scalekit = new Scalekit(environmentUrl, clientId, clientSecret, { timeoutMs: PATIENCE_MS });
    // keys-are-cached: the SDK would keep the first ones for ever.
    this.#keys = createRemoteJWKSet(new URL(`${environmentUrl}/keys`));
    // issuer-and-audience-are-checked, algorithm-is-pinned: the SDK compares neither issuer nor audience by itself.
    const ours = { issuer: environmentUrl, audience: clientId, algorithms: ['RS256'], clockTolerance: LEEWAY_S };
    this.#settings = { ours, appUrl, redirectUri: `${appUrl}/auth/callback` };
    this.attributes = attributes(appUrl);
  }

  /** Begins a sign-in: where the browser goes, and what it keeps meanwhile in the cookie `state`. */
  begin() {
    // state-is-new binds the callback to this browser, pkce the code, and nonce-is-new the ID token.
    const [state, verifier, nonce] = [random(), random(), random()];
    const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
    const url = this.#scalekit.getAuthorizationUrl(this.#settings.redirectUri, {
      state,
      nonce,
      codeChallenge,
      codeChallengeMethod: 'S256',
      scopes: ['openid', 'profile', 'email', 'offline_access'],
    });
    return { url, attempt: `${state}.${verifier}.${nonce}` };
  }

  /** Finishes a sign-in, and returns the values of the three cookies. */
  async finish({ code, state }, cookies) {
    const [begun, codeVerifier, nonce] = String(cookies.state).split('.');
    // state-before-code: a callback of another browser spends no code.
    if (!same(state, begun)) throw new PageError(400, 'This sign-in was not begun here');
    // callback-error-is-not-echoed: `error` and `error_description` are whatever the address bar says.
    if (typeof code !== 'string') throw new PageError(403, 'You have not signed in');
    const tokens = await this.#exchanged(code, { codeVerifier }, nonce);
    this.#living.delete((await this.#opened(cookies))?.id); // sessions-do-not-stack
    const id = random(); // session-id-is-new
    const sealed = await this.#sealed(id, tokens);
    this.#forgetSessions();
    this.#living.set(id, Date.now());
    return sealed;
  }

  #forgetSessions() {
    for (const [id, begun] of this.#living) {
      if (Date.now() > begun + SESSION_LIVES_MS) this.#living.delete(id);
    }
  }

  async #exchanged(code, proof, nonce) {
    try {
      const tokens = await this.#scalekit.authenticateWithCode(code, this.#settings.redirectUri, proof);
      // id-token-is-verified: the SDK takes it at its word. requests-are-verified: from the first one on.
      const claims = await this.#verified(tokens.idToken);
      if (same(claims?.nonce, nonce) && (await this.#verified(tokens.accessToken))) return tokens;
    } catch (error) {
      if (!(error.response?.status < 500)) throw unavailable();
    }
    throw new PageError(400, 'Signing in did not work');
  }

  /**
   * The person of these cookies, and the values of those that are to be set anew, or null for nobody. Renews tokens
   * that are about to expire, or all (`force`).
   */
  async session(cookies, { force = false } = {}) {
    const session = await this.#opened(cookies);
    if (!session) return null;
    const user = decodeJwt(session.tokens.idToken); // Verified before it was sealed.
    const person = { sub: user.sub, email: user.email, name: user.name };
    // requests-are-verified: at each request, besides the list.
    if (!force && (await this.#isFresh(session.tokens.accessToken))) return { person, cookies: {} };
    const renewed = await this.#renewed(session);
    return renewed && { person, cookies: await this.#sealed(session.id, renewed) };
  }

  async #isFresh(accessToken) {
    // lifetime-from-token, renewal-when-due
    const expiresAt = decodeJwt(accessToken).exp * 1000;
    return Date.now() < expiresAt - RENEW_EARLY_MS && this.#verified(accessToken);
  }

  /** The claims of a token that Scalekit has signed for this application, or null. */
  async #verified(token) {
    try {
      return (await jwtVerify(token, this.#keys, this.#settings.ours)).payload;
    } catch (error) {
      const isOutage = !error.code?.startsWith('ERR_J') || ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT'].includes(error.code);
      if (isOutage) throw unavailable();
      return null;
    }
  }

  /** The new tokens, or null where Scalekit has ended the session. */
  async #renewed({ id, tokens: { refreshToken, idToken } }) {
    try {
      const tokens = await this.#renewal(refreshToken);
      if (!(await this.#verified(tokens.accessToken))) this.#living.delete(id);
      // no-renewal-after-logout: the person may have signed out meanwhile.
      // hint-after-renewal: the ID token stays the one of the sign-in.
      return this.#living.has(id) ? { idToken, ...tokens } : null;
    } catch (error) {
      // outage-keeps-session: the SDK has no other sign of a refusal than its text.
      if (!/status code 40[01]/.test(error.message)) throw unavailable();
      this.#living.delete(id); // dead-token-is-dropped
      return null;
    }
  }

  #renewal(refreshToken) {
    if (!this.#renewals.has(refreshToken)) {
      const renewal = this.#scalekit.refreshAccessToken(refreshToken);
      const forget = () => this.#renewals.delete(refreshToken);
      this.#renewals.set(refreshToken, renewal);
      renewal.then(() => setTimeout(forget, RENEWAL_KEPT_MS).unref(), forget);
    }
    return this.#renewals.get(refreshToken);
  }

  /** Ends the session of these cookies, and returns where the browser goes to end the one at Scalekit. */
  async signOut(cookies) {
    const session = await this.#opened(cookies);
    if (session) this.#living.delete(session.id);
    return this.#scalekit.getLogoutUrl({
      idTokenHint: session?.tokens.idToken, // logout-carries-hint, sdk-arguments: one object.
      postLogoutRedirectUri: `${this.#settings.appUrl}/`, // landing-page-waits: open to everybody.
    });
  }

  /** The values of the three cookies. The name is sealed too, so that no token stands in for another. */
  async #sealed(id, tokens) {
    const seal = async (name) => {
      const value = await new EncryptJWT({ id, name, token: tokens[name] }).setProtectedHeader(SEAL).encrypt(this.#key);
      if (value.length > MOST_OCTETS) throw new PageError(500, 'Your roles do not fit into a cookie'); // cookie-fits
      return [name, value];
    };
    return Object.fromEntries(await Promise.all(TOKENS.map(seal)));
  }

  /** The living session that all three cookies name, or null. */
  async #opened(cookies) {
    try {
      const [access, ...others] = await Promise.all(TOKENS.map((name) => this.#open(name, cookies[name] ?? '')));
      const agree = this.#living.has(access.id) && others.every((other) => other.id === access.id);
      if (!agree) return null;
      const tokens = { accessToken: access.token, refreshToken: others[0].token, idToken: others[1].token };
      return { id: access.id, tokens };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null; // unreadable-cookie-is-cleared
      throw error;
    }
  }

  async #open(name, value) {
    const { payload } = await jwtDecrypt(value, this.#key);
    return payload.name === name ? payload : {};
  }
}

/** What nobody guesses. */
function random() {
  return randomBytes(32).toString('base64url');
}

function same(one, other) {
  if (typeof one !== 'string' || typeof other !== 'string' || !one) return false;
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
