// The app of ../app, used as people use it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { TOKENS } from '../app/cookies.js';
import { Browser } from './browser.js';
import { ALICE, CLIENT, SECRET, firstLine, stop, world } from './world.js';

const FRAMEWORKS = ['express', 'fastify', 'next'];

for (const framework of FRAMEWORKS) {
  test(`${framework}: from a protected page to Scalekit and back`, async (t) => {
    const { url } = await running(t, framework);
    const browser = new Browser();

    assert.equal((await browser.fetch(`${url}/api/me`)).status, 401);
    const page = await browser.open(`${url}/dashboard`);

    assert.equal(page.url, `${url}/dashboard`);
    assert.match(page.body, /alice@acme\.example/);
    const me = await browser.fetch(`${url}/api/me`);
    assert.deepEqual(JSON.parse(me.body), { sub: ALICE, email: 'alice@acme.example', name: 'Alice Nguyen' });
  });

  test(`${framework}: no script reads its cookies, and no page of it is kept`, async (t) => {
    const { url } = await running(t, framework);
    const browser = new Browser();

    const login = await browser.fetch(`${url}/login`);
    const callback = await browser.open(login.headers.location, { stopAt: url });
    const home = await browser.fetch(callback.href);

    const attributes = { path: '/', httponly: '', samesite: 'lax' };
    const begun = setCookies(login);
    assert.match(begun.get('state').value, /^[\w-]{43}\.[\w-]{43}\.[\w-]{43}$/);
    assert.deepEqual(begun.get('state').attributes, { ...attributes, 'max-age': '600' });
    const kept = setCookies(home);
    assert.deepEqual([...kept.keys()].sort(), ['accessToken', 'idToken', 'refreshToken', 'state']);
    for (const name of TOKENS) {
      assert.match(kept.get(name).value, /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
      assert.deepEqual(kept.get(name).attributes, attributes);
    }
    assert.equal(kept.get('state').value, '');
    assert.equal((await browser.fetch(`${url}/dashboard`)).headers['cache-control'], 'no-store');
  });

  test(`${framework}: a callback that this browser did not begin signs nobody in`, async (t) => {
    const { url } = await running(t, framework);
    const begun = await new Browser().open(`${url}/login`, { stopAt: `${url}/auth/callback` });
    const other = new Browser();

    for (const callback of [begun.href, `${url}/auth/callback?code=guessed`, `${url}/auth/callback?state=`]) {
      assert.equal((await other.fetch(callback)).status, 400);
    }

    assert.equal((await other.fetch(`${url}/api/me`)).status, 401);
  });

  test(`${framework}: what Scalekit refuses is not shown, and signs nobody in`, async (t) => {
    const { url } = await running(t, framework);
    const browser = new Browser();
    const begin = async () => new URL(await locationOf(browser, `${url}/login`)).searchParams.get('state');

    const declined = await browser.fetch(`${url}/auth/callback?state=${await begin()}&error=access_denied%3Cscript%3E`);
    const guessed = await browser.fetch(`${url}/auth/callback?state=${await begin()}&code=guessed`);

    assert.equal(declined.status, 403);
    assert.doesNotMatch(declined.body, /access_denied/);
    assert.equal(guessed.status, 400);
    assert.equal((await browser.fetch(`${url}/api/me`)).status, 401);
  });

  test(`${framework}: the code of another sign-in signs nobody in`, async (t) => {
    const { url, fake } = await running(t, framework);
    const [browser, other] = [new Browser(), new Browser()];
    const begun = new URL(await locationOf(browser, `${url}/login`)).searchParams;
    const stolen = await other.open(`${url}/login`, { stopAt: `${url}/auth/callback` });

    assert.equal(begun.get('code_challenge_method'), 'S256');
    stolen.searchParams.set('state', begun.get('state'));
    assert.equal((await browser.fetch(stolen.href)).status, 400);

    assert.equal((await browser.fetch(`${url}/api/me`)).status, 401);
    assert.match(await (await fetch(fake.journal_url)).text(), /code_verifier/);
  });

  test(`${framework}: the ID token of another sign-in signs nobody in`, async (t) => {
    const { url, fake } = await running(t, framework);
    for (const id_token of ['wrong_nonce', 'wrong_audience', 'wrong_signature']) {
      const browser = new Browser();
      await plan(fake, { endpoint: 'token', what: { id_token } });

      assert.equal((await browser.open(`${url}/login`)).status, 400, id_token);
      assert.equal((await browser.fetch(`${url}/api/me`)).status, 401);
    }
  });

  test(`${framework}: six minutes later the person is still signed in`, async (t) => {
    const { url, fake, refreshes } = await running(t, framework);
    const browser = await signedIn(url);

    await control(fake, 'clock', { advance_seconds: 6 * 60 });
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 6 * 60 * 1000 });
    const pages = await Promise.all([1, 2, 3].map(() => browser.fetch(`${url}/dashboard`)));

    assert.deepEqual(pages.map((page) => page.status), [200, 200, 200]);
    assert.ok((await refreshes()) > 0);
  });

  test(`${framework}: a refresh on demand`, async (t) => {
    const { url, refreshes } = await running(t, framework);
    const browser = await signedIn(url);

    const answer = await browser.fetch(`${url}/auth/refresh`, { method: 'POST' });

    assert.equal(answer.status, 204);
    assert.equal(await refreshes(), 1);
    assert.equal((await browser.fetch(`${url}/api/me`)).status, 200);
    assert.equal((await new Browser().fetch(`${url}/auth/refresh`, { method: 'POST' })).status, 401);
  });

  test(`${framework}: whose session was revoked is anonymous after the next refresh`, async (t) => {
    const { url, scalekit } = await running(t, framework);
    const browser = await signedIn(url);
    await scalekit.session.revokeAllUserSessions(ALICE);

    const answer = await browser.fetch(`${url}/auth/refresh`, { method: 'POST' });

    assert.equal(answer.status, 401);
    assert.equal(browser.cookies(url).size, 0);
    assert.equal((await browser.fetch(`${url}/api/me`)).status, 401);
  });

  test(`${framework}: after logout nothing opens it, here or at Scalekit`, async (t) => {
    const { url, scalekit } = await running(t, framework);
    const browser = await signedIn(url);
    const kept = new Map(browser.cookies(url));

    const page = await browser.open(`${url}/logout`, { method: 'POST' });

    assert.equal(page.url, `${url}/`);
    assert.equal(page.status, 200);
    assert.equal(browser.cookies(url).size, 0);
    const { sessions } = await scalekit.session.getUserSessions(ALICE);
    assert.deepEqual(sessions.map((session) => session.status), ['logout']);
    for (const [name, value] of kept) browser.cookies(url).set(name, value);
    assert.equal((await browser.fetch(`${url}/api/me`)).status, 401);
    assert.equal((await browser.fetch(`${url}/auth/refresh`, { method: 'POST' })).status, 401);
    assert.match(await locationOf(browser, `${url}/dashboard`), /\/login$/);
  });

  test(`${framework}: logout carries the ID token, and is no link`, async (t) => {
    const { url, environmentUrl } = await running(t, framework);
    const browser = await signedIn(url);

    assert.ok([404, 405].includes((await browser.fetch(`${url}/logout`)).status));
    const answer = await browser.fetch(`${url}/logout`, { method: 'POST' });

    assert.equal(answer.status, 303);
    const there = new URL(answer.headers.location);
    assert.equal(there.origin + there.pathname, `${environmentUrl}/oidc/logout`);
    assert.match(there.searchParams.get('id_token_hint'), /^ey/);
    assert.equal(there.searchParams.get('post_logout_redirect_uri'), `${url}/`);
  });

  test(`${framework}: a second logout and a logout of nobody end on the same page`, async (t) => {
    const { url } = await running(t, framework);
    const browser = await signedIn(url);

    for (let clicks = 0; clicks < 2; clicks += 1) {
      assert.equal((await browser.open(`${url}/logout`, { method: 'POST' })).url, `${url}/`);
    }
  });

  test(`${framework}: another site signs nobody out`, async (t) => {
    const { url } = await running(t, framework);
    const browser = await signedIn(url);

    const answer = await fetch(`${url}/logout`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'cross-site', cookie: browser.header(url) },
    });

    assert.equal(answer.status, 403);
    assert.equal((await browser.fetch(`${url}/api/me`)).status, 200);
  });

  test(`${framework}: a token in the place of another opens nothing`, async (t) => {
    const { url } = await running(t, framework);
    const browser = await signedIn(url);
    const cookies = browser.cookies(url);

    cookies.set('accessToken', cookies.get('idToken'));

    assert.equal((await browser.fetch(`${url}/api/me`)).status, 401);
    assert.equal(cookies.size, 0);
  });

  test(`${framework}: a request that left before the renewed cookies came is served`, async (t) => {
    const { url, refreshes } = await running(t, framework);
    const browser = await signedIn(url);
    const before = new Map(browser.cookies(url));
    await browser.fetch(`${url}/auth/refresh`, { method: 'POST' });
    for (const [name, value] of before) browser.cookies(url).set(name, value);

    assert.equal((await browser.fetch(`${url}/auth/refresh`, { method: 'POST' })).status, 204);

    assert.equal(await refreshes(), 1);
    assert.equal((await browser.fetch(`${url}/api/me`)).status, 200);
  });

  test(`${framework}: whoever signs out during a renewal stays signed out`, async (t) => {
    const { url, fake } = await running(t, framework);
    const browser = await signedIn(url);
    await plan(fake, { endpoint: 'token', what: { late_answer_ms: 500 } });
    const before = browser.header(url);

    const renewal = browser.fetch(`${url}/auth/refresh`, { method: 'POST' });
    await rotated(fake);
    const logout = await fetch(`${url}/logout`, { method: 'POST', redirect: 'manual', headers: { cookie: before } });

    assert.equal(logout.status, 303);
    assert.equal((await renewal).status, 401);
    assert.equal((await browser.fetch(`${url}/api/me`)).status, 401);
  });

  test(`${framework}: settings come from the environment, and a line says where it listens`, async (t) => {
    const { environmentUrl } = await world(t);
    const app = start(framework, {
      SCALEKIT_ENVIRONMENT_URL: environmentUrl,
      SCALEKIT_CLIENT_ID: CLIENT,
      SCALEKIT_CLIENT_SECRET: SECRET,
      PORT: '0',
    });
    t.after(() => stop(app));

    const announcement = /^listening on (http:\/\/localhost:\d+)$/;
    const [, url] = (await firstLine(app, announcement)).match(announcement);

    const authorize = new URL(await locationOf(new Browser(), `${url}/login`));
    assert.equal(authorize.origin, environmentUrl);
    assert.equal(authorize.searchParams.get('redirect_uri'), `${url}/auth/callback`);
    assert.equal(authorize.searchParams.get('scope'), 'openid profile email offline_access');
  });
}

test('the app: a setting that is missing is named', async () => {
  const app = start('express', { SCALEKIT_ENVIRONMENT_URL: 'http://127.0.0.1:1', SCALEKIT_CLIENT_ID: CLIENT });

  assert.deepEqual(await once(app, 'exit'), [2, null]);
});

/** The app on a free port, and a fake that knows it there. */
async function running(t, framework) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://localhost:${server.address().port}`;
  let fake;
  // Hooks run in the order of their registration: this one before the one that stops the fake.
  t.after(async () => assert.deepEqual(await faults(fake), []));
  const { fake: started, ...here } = await world(t, { appUrl: url });
  fake = started;
  const settings = { environmentUrl: here.environmentUrl, clientId: CLIENT, clientSecret: SECRET, appUrl: url };
  const { listener } = await import(`../app/${framework}.js`);
  server.on('request', await listener(settings));
  return { ...here, fake, url, refreshes: () => refreshes(fake) };
}

/** What the fake finds wrong with the app. */
async function faults(fake) {
  const verdict = await fetch(new URL('verdict?weight=fault', fake.journal_url));
  return (await verdict.json()).findings;
}

/** Makes the fake misbehave once. */
function plan(fake, fault) {
  return control(fake, 'faults', fault);
}

/** A call of the control API. */
async function control(fake, call, body) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${fake.control_url}/${call}`, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, await answer.text());
}

/** Waits until a renewal has been carried out. */
async function rotated(fake) {
  while (!(await (await fetch(fake.journal_url)).text()).includes('refresh_token.rotated'));
}

/** The cookies that an answer sets or clears, by name. */
function setCookies(answer) {
  const cookie = (line) => {
    const [pair, ...attributes] = line.split(/; */);
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    // A date beside an age says the same once more.
    const named = attributes.map((one) => one.toLowerCase().split('=')).filter(([name]) => name !== 'expires');
    return [name, { value, attributes: Object.fromEntries(named.map(([name, value = '']) => [name, value])) }];
  };
  return new Map(answer.headers['set-cookie'].map(cookie));
}

/** How often tokens were issued after the sign-in. */
async function refreshes(fake) {
  const journal = await (await fetch(fake.journal_url)).text();
  return journal.match(/"tokens\.issued"/g).length - 1;
}

async function signedIn(url) {
  const browser = new Browser();
  await browser.open(`${url}/login`);
  return browser;
}

async function locationOf(browser, url) {
  return (await browser.fetch(url)).headers.location;
}

function start(framework, env) {
  const file = fileURLToPath(new URL('../app/server.js', import.meta.url));
  return spawn(process.execPath, [file, framework], { env, stdio: ['ignore', 'pipe', 'ignore'] });
}
