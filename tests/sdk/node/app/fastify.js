// Fastify: the routes, and how cookies are set and cleared.

import cookie from '@fastify/cookie';
import fastify from 'fastify';

import { Client } from './client.js';
import { ATTEMPT_LIVES_MS, TOKENS } from './cookies.js';
import { HEADERS, dashboard, isForScripts, isFromThisSite, problem, statusOf, welcome } from './pages.js';

export async function listener(settings) {
  const client = new Client(settings);
  const app = fastify();
  app.register(cookie);
  app.decorateRequest('person', null);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
  });
  // The form of the sign-out has no fields, and what else may be in a body is of no interest.
  app.addContentTypeParser('application/x-www-form-urlencoded', (request, body, done) => done(null, body.resume() && {}));

  app.get('/', (request, reply) => html(reply, welcome()));

  app.get('/login', (request, reply) => {
    const { url, attempt } = client.begin();
    reply.setCookie('state', attempt, { ...client.attributes, maxAge: ATTEMPT_LIVES_MS / 1000 });
    return reply.redirect(url);
  });

  app.get('/auth/callback', async (request, reply) => {
    reply.clearCookie('state', client.attributes); // callback-counts-once
    keep(reply, await client.finish(request.query, request.cookies));
    return reply.redirect('/dashboard');
  });

  app.get('/dashboard', { preHandler: signedIn }, (request, reply) => html(reply, dashboard(request.person)));
  app.get('/api/me', { preHandler: signedIn }, async (request) => request.person);

  app.post('/auth/refresh', { preHandler: fromThisSite }, async (request, reply) => {
    const session = await client.session(request.cookies, { force: true });
    if (!session) return anonymous(request, reply);
    keep(reply, session.cookies);
    return reply.code(204).send();
  });

  // only-the-person-signs-out: POST, where the published block has GET.
  app.post('/logout', { preHandler: fromThisSite }, async (request, reply) => {
    const url = await client.signOut(request.cookies); // Before the cookies are cleared.
    forget(reply);
    reply.clearCookie('state', client.attributes); // logout-clears-leftovers
    // logout-by-navigation: the browser goes there itself. redirect-is-303: with GET, as this was a POST.
    return reply.redirect(url, 303);
  });

  app.setErrorHandler((error, request, reply) => html(reply.code(statusOf(error)), problem(error)));

  await app.ready();
  return app.routing;

  // guard-stops-handler: an answer that was sent here ends the request.
  async function signedIn(request, reply) {
    const session = await client.session(request.cookies);
    if (!session) return anonymous(request, reply);
    keep(reply, session.cookies);
    request.person = session.person;
  }

  function anonymous(request, reply) {
    forget(reply);
    const path = request.url.split('?')[0];
    if (isForScripts(request.method, path)) return reply.code(401).send({ error: 'unauthenticated' });
    return reply.redirect('/login');
  }

  function keep(reply, cookies) {
    for (const [name, value] of Object.entries(cookies)) reply.setCookie(name, value, client.attributes);
  }

  function forget(reply) {
    for (const name of TOKENS) reply.clearCookie(name, client.attributes);
  }
}

async function fromThisSite(request, reply) {
  if (isFromThisSite(request.headers['sec-fetch-site'])) return;
  return reply.code(403).send({ error: 'cross_site' });
}

function html(reply, text) {
  return reply.type('text/html; charset=utf-8').send(text);
}
