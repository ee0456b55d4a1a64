// Express: the routes, and how cookies are set and cleared.

import cookieParser from 'cookie-parser';
import express from 'express';

import { Client } from './client.js';
import { ATTEMPT_LIVES_MS, TOKENS } from './cookies.js';
import { HEADERS, dashboard, isForScripts, isFromThisSite, problem, statusOf, welcome } from './pages.js';

export async function listener(settings) {
  const client = new Client(settings);
  const app = express();
  app.disable('x-powered-by');
  app.use(cookieParser(), (req, res, next) => {
    res.set(HEADERS);
    next();
  });

  app.get('/', (req, res) => res.send(welcome()));

  app.get('/login', (req, res) => {
    const { url, attempt } = client.begin();
    res.cookie('state', attempt, { ...client.attributes, maxAge: ATTEMPT_LIVES_MS });
    res.redirect(url);
  });

  app.get('/auth/callback', async (req, res) => {
    res.clearCookie('state', client.attributes); // callback-counts-once
    keep(res, await client.finish(req.query, req.cookies));
    res.redirect('/dashboard');
  });

  app.get('/dashboard', signedIn, (req, res) => res.send(dashboard(req.person)));
  app.get('/api/me', signedIn, (req, res) => res.json(req.person));

  app.post('/auth/refresh', fromThisSite, async (req, res) => {
    const session = await client.session(req.cookies, { force: true });
    if (!session) return anonymous(req, res);
    keep(res, session.cookies);
    res.status(204).end();
  });

  // only-the-person-signs-out: POST, where the published block has GET.
  app.post('/logout', fromThisSite, async (req, res) => {
    const url = await client.signOut(req.cookies); // Before the cookies are cleared.
    forget(res);
    res.clearCookie('state', client.attributes); // logout-clears-leftovers
    // logout-by-navigation: the browser goes there itself. redirect-is-303: with GET, as this was a POST.
    res.redirect(303, url);
  });

  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    res.status(statusOf(error)).send(problem(error));
  });

  return app;

  async function signedIn(req, res, next) {
    const session = await client.session(req.cookies);
    if (!session) return anonymous(req, res);
    keep(res, session.cookies);
    req.person = session.person;
    next();
  }

  function anonymous(req, res) {
    forget(res);
    if (isForScripts(req.method, req.path)) return res.status(401).json({ error: 'unauthenticated' });
    res.redirect('/login');
  }

  function keep(res, cookies) {
    for (const [name, value] of Object.entries(cookies)) res.cookie(name, value, client.attributes);
  }

  function forget(res) {
    for (const name of TOKENS) res.clearCookie(name, client.attributes);
  }
}

function fromThisSite(req, res, next) {
  if (isFromThisSite(req.get('sec-fetch-site'))) return next();
  res.status(403).json({ error: 'cross_site' });
}
