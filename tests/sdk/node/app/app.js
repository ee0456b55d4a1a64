// A web app that signs people in with Scalekit, keeps them signed in, and signs them out.
//
// The browser holds one random id. The tokens stay here, so that signing out is deleting an entry.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { Scalekit, ScalekitValidateTokenFailureException } from '@scalekit-sdk/node';
import cookieParser from 'cookie-parser';
import express from 'express';

const STATE_LIVES_MS = 10 * 60 * 1000; // As long as an authorization code.
const REFRESH_EARLY_MS = 30 * 1000; // A token that is about to expire would expire on its way.

export function createApp({ environmentUrl, clientId, clientSecret, appUrl }) {
  const scalekit = new Scalekit(environmentUrl, clientId, clientSecret);
  const redirectUri = `${appUrl}/auth/callback`;
  const ours = { issuer: environmentUrl, audience: [clientId] }; // The SDK checks neither unless it is told to.

  // A cookie is only deleted by the attributes it was set with: both uses share these.
  const cookie = { httpOnly: true, sameSite: 'lax', secure: appUrl.startsWith('https:'), path: '/' };

  // Use a store that your servers share. This one forgets everybody when the process ends.
  const sessions = new Map();

  const app = express();
  app.disable('x-powered-by');
  app.use(cookieParser());
  app.use((req, res, next) => {
    // No page of a signed-in person comes back with the "back" button after they signed out.
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    next();
  });

  // Open to everybody: whoever signed out ends here, and is not sent to sign in again.
  app.get('/', (req, res) => page(res, 'Welcome', '<a href="/login">Sign in</a> <a href="/dashboard">Dashboard</a>'));

  app.get('/login', (req, res) => {
    // The state binds the callback to this browser, the verifier its code (PKCE), and the nonce its ID token.
    const [state, verifier, nonce] = [random(), random(), random()];
    res.cookie('state', `${state}.${verifier}.${nonce}`, { ...cookie, maxAge: STATE_LIVES_MS });
    // Without `offline_access` there is no refresh token.
    const scopes = ['openid', 'profile', 'email', 'offline_access'];
    const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
    const proof = { nonce, codeChallenge, codeChallengeMethod: 'S256' };
    res.redirect(scalekit.getAuthorizationUrl(redirectUri, { state, scopes, ...proof }));
  });

  app.get('/auth/callback', async (req, res) => {
    const { code, state } = req.query;
    res.clearCookie('state', cookie); // Good for one callback.
    const [begun, codeVerifier, nonce] = String(req.cookies.state).split('.');
    if (!same(state, begun)) {
      return page(res.status(400), 'This sign-in was not begun here', '<a href="/login">Begin again</a>');
    }
    if (typeof code !== 'string') {
      // `error` and `error_description` are whatever the address bar says: none of it is shown.
      return page(res.status(403), 'You have not signed in', '<a href="/login">Try again</a>');
    }
    let tokens;
    try {
      tokens = await scalekit.authenticateWithCode(code, redirectUri, { codeVerifier });
      // The SDK takes the ID token at its word.
      const claims = await scalekit.validateToken(tokens.idToken, ours);
      if (!same(claims.nonce, nonce)) throw new ScalekitValidateTokenFailureException('the answer to another sign-in');
    } catch (error) {
      const refused = error.response?.status < 500 || error instanceof ScalekitValidateTokenFailureException;
      return page(res.status(refused ? 400 : 503), 'Signing in did not work', '<a href="/login">Try again</a>');
    }
    sessions.delete(req.cookies.session);
    const id = random(); // Always a new one: an id from before may be known to others.
    const lifetimeMs = tokens.expiresIn * 1000;
    sessions.set(id, { ...tokens, lifetimeMs, expiresAt: Date.now() + lifetimeMs });
    res.cookie('session', id, cookie);
    res.redirect('/dashboard');
  });

  app.get('/dashboard', signedIn, (req, res) => {
    const { user } = req.session;
    page(
      res,
      'Dashboard',
      `<p>Signed in as ${escape(user.email)}</p>
       <form method="post" action="/logout"><button>Sign out</button></form>`,
    );
  });

  app.get('/api/me', signedIn, (req, res) => {
    const { id, email, name } = req.session.user;
    res.json({ sub: id, email, name });
  });

  app.post('/auth/refresh', fromThisSite, withSession, async (req, res) => {
    if (!req.session || !(await renewed(req.session))) return anonymous(req, res);
    res.status(204).end();
  });

  app.post('/logout', fromThisSite, withSession, (req, res) => {
    const idTokenHint = req.session?.idToken; // Read it first: it is gone with the session.
    sessions.delete(req.cookies.session);
    res.clearCookie('session', cookie);
    res.clearCookie('state', cookie);
    // The browser itself has to go there: only it has the cookie of the session at Scalekit. And 303, so that it
    // goes with GET.
    res.redirect(303, scalekit.getLogoutUrl({ idTokenHint, postLogoutRedirectUri: `${appUrl}/` }));
  });

  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    page(res.status(error.status ?? 500), 'This does not work at the moment', 'Please try again.');
  });

  return app;

  function withSession(req, res, next) {
    req.session = sessions.get(req.cookies.session);
    next();
  }

  /** Lets only those through whose tokens are good, and makes them good again where it can. */
  async function signedIn(req, res, next) {
    const session = sessions.get(req.cookies.session);
    if (!session || !((await isFresh(session)) || (await renewed(session)))) return anonymous(req, res);
    req.session = session;
    next();
  }

  async function isFresh(session) {
    if (Date.now() > session.expiresAt - REFRESH_EARLY_MS) return false;
    return scalekit.validateAccessToken(session.accessToken, ours);
  }

  /** False when Scalekit has ended the session. Requests that come together wait for one refresh. */
  function renewed(session) {
    session.renewal ??= renew(session).finally(() => delete session.renewal);
    return session.renewal;
  }

  async function renew(session) {
    if (!session.refreshToken) return false;
    try {
      Object.assign(session, await scalekit.refreshAccessToken(session.refreshToken));
    } catch (error) {
      // The SDK has no other sign of a refusal than its text. An outage is no reason to sign anybody out.
      if (/status code 40[01]/.test(error.message)) return false;
      throw Object.assign(error, { status: 503 });
    }
    // The SDK drops the new token's `expires_in`: it lives as long as the one before.
    session.expiresAt = Date.now() + session.lifetimeMs;
    return true;
  }

  function anonymous(req, res) {
    sessions.delete(req.cookies.session);
    res.clearCookie('session', cookie);
    if (req.method === 'GET' && !req.path.startsWith('/api/')) return res.redirect('/login');
    res.status(401).json({ error: 'unauthenticated' });
  }
}

/** Another site's form or script may not sign anybody out. What is no browser sends no such header. */
function fromThisSite(req, res, next) {
  if (['same-origin', 'none', undefined].includes(req.get('sec-fetch-site'))) return next();
  res.status(403).json({ error: 'cross_site' });
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

function page(res, title, body) {
  res.send(`<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${body}</html>`);
}

function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
