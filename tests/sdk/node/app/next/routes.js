// The routes of Next.js, and how cookies are set and cleared. The files in app/ say at which path each of them is.
//
// The dashboard is a Route Handler too: a page that is rendered on the server cannot set the cookies of a renewal.

import { NextResponse } from 'next/server';

import { ATTEMPT_LIVES_MS, TOKENS } from '../cookies.js';
import { HEADERS, dashboard, isForScripts, isFromThisSite, problem, statusOf, welcome } from '../pages.js';

const client = () => globalThis.scalekitClient;

export const home = handler(async () => html(welcome()));

export const login = handler(async () => {
  const { url, attempt } = client().begin();
  const response = redirect(url);
  response.cookies.set('state', attempt, { ...client().attributes, maxAge: ATTEMPT_LIVES_MS / 1000 });
  return response;
});

export const callback = handler(async (request) => {
  // state-before-code: of several states none counts.
  const [[state, ...others], [code]] = ['state', 'code'].map((name) => request.nextUrl.searchParams.getAll(name));
  const query = { code, state: others.length ? undefined : state };
  const response = await client().finish(query, cookies(request)).then(
    (values) => keep(redirect('/dashboard'), values),
    (error) => html(problem(error), statusOf(error)),
  );
  clear(response, 'state'); // callback-counts-once
  return response;
});

export const page = signedIn((person) => html(dashboard(person)));
export const me = signedIn((person) => NextResponse.json(person));

export const refresh = handler(async (request) => {
  if (!isFromThisSite(request.headers.get('sec-fetch-site'))) return crossSite();
  const session = await client().session(cookies(request), { force: true });
  return session ? keep(new NextResponse(null, { status: 204 }), session.cookies) : anonymous(request);
});

// only-the-person-signs-out: POST, where the published block has GET.
export const logout = handler(async (request) => {
  if (!isFromThisSite(request.headers.get('sec-fetch-site'))) return crossSite();
  const url = await client().signOut(cookies(request)); // Before the cookies are cleared.
  // logout-by-navigation: the browser goes there itself. redirect-is-303: Next.js would redirect with 307.
  const response = redirect(url, 303);
  for (const name of [...TOKENS, 'state']) clear(response, name); // logout-clears-leftovers
  return response;
});

/** A Route Handler whose errors are pages. */
function handler(answer) {
  return async (request) => {
    const response = await answer(request).catch((error) => html(problem(error), statusOf(error)));
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
    return response;
  };
}

function signedIn(answer) {
  return handler(async (request) => {
    const session = await client().session(cookies(request));
    return session ? keep(answer(session.person), session.cookies) : anonymous(request);
  });
}

function anonymous(request) {
  const response = isForScripts(request.method, request.nextUrl.pathname)
    ? NextResponse.json({ error: 'unauthenticated' }, { status: 401 })
    : redirect('/login');
  for (const name of TOKENS) clear(response, name);
  return response;
}

function crossSite() {
  return NextResponse.json({ error: 'cross_site' }, { status: 403 });
}

/** own-address-is-configured: a path becomes an address by the settings, and not by the request. */
function redirect(to, status = 302) {
  return NextResponse.redirect(new URL(to, globalThis.appUrl), status);
}

function cookies(request) {
  return Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value]));
}

function keep(response, values) {
  for (const [name, value] of Object.entries(values)) response.cookies.set(name, value, client().attributes);
  return response;
}

function clear(response, name) {
  response.cookies.set(name, '', { ...client().attributes, maxAge: 0 });
}

function html(text, status = 200) {
  return new NextResponse(text, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}
