// Signing in, staying signed in, and signing out, by the SDK's own methods.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { Scalekit, ScalekitUnauthorizedException } from '@scalekit-sdk/node';

import { Browser } from './browser.js';
import { ACME, ALICE, CLIENT, SECRET, claims, refused, signIn, world } from './world.js';

test('getAuthorizationUrl: every option has its parameter', () => {
  const scalekit = new Scalekit('http://127.0.0.1:8080', CLIENT, SECRET);

  const url = new URL(
    scalekit.getAuthorizationUrl('http://localhost:3000/auth/callback', {
      scopes: ['openid', 'offline_access'],
      state: 'a state',
      nonce: 'a nonce',
      loginHint: 'alice@acme.example',
      domainHint: 'acme.example',
      connectionId: 'conn_1',
      organizationId: ACME,
      codeChallenge: 'a challenge',
      codeChallengeMethod: 'S256',
      provider: 'google',
      prompt: 'login',
    }),
  );

  assert.equal(url.origin + url.pathname, 'http://127.0.0.1:8080/oauth/authorize');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    response_type: 'code',
    client_id: CLIENT,
    redirect_uri: 'http://localhost:3000/auth/callback',
    scope: 'openid offline_access',
    state: 'a state',
    nonce: 'a nonce',
    login_hint: 'alice@acme.example',
    domain_hint: 'acme.example',
    domain: 'acme.example',
    connection_id: 'conn_1',
    organization_id: ACME,
    code_challenge: 'a challenge',
    code_challenge_method: 'S256',
    provider: 'google',
    prompt: 'login',
  });
});

test('getAuthorizationUrl: the browser comes home with a code and the state', async (t) => {
  const { home } = await signIn(await world(t), { state: 'a state with spaces' });

  assert.ok(home.searchParams.get('code'));
  assert.equal(home.searchParams.get('state'), 'a state with spaces');
});

test('authenticateWithCode: the tokens are about the person who signed in', async (t) => {
  const { user, idToken, accessToken, refreshToken, expiresIn } = await signIn(await world(t));

  assert.equal(user.id, ALICE);
  assert.equal(user.email, 'alice@acme.example');
  assert.equal(user.emailVerified, true);
  assert.equal(user.givenName, 'Alice');
  assert.equal(user.familyName, 'Nguyen');
  assert.deepEqual(claims(idToken).aud, [CLIENT]);
  assert.equal(claims(accessToken).oid, ACME);
  assert.deepEqual(claims(accessToken).roles, ['admin']);
  assert.deepEqual(claims(accessToken).permissions, ['invoices:read']);
  assert.ok(refreshToken);
  assert.ok(Number.isInteger(expiresIn) && expiresIn > 290 && expiresIn <= 300);
});

test('authenticateWithCode: a code with a challenge is good with its verifier only', async (t) => {
  const { scalekit, redirectUri } = await world(t);
  const codeVerifier = randomBytes(32).toString('base64url');
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  const url = scalekit.getAuthorizationUrl(redirectUri, { codeChallenge, codeChallengeMethod: 'S256' });
  const code = async () => (await new Browser().open(url, { stopAt: redirectUri })).searchParams.get('code');

  const verified = await scalekit.authenticateWithCode(await code(), redirectUri, { codeVerifier });

  assert.equal(verified.user.id, ALICE);
  const other = { codeVerifier: randomBytes(32).toString('base64url') };
  await assert.rejects(scalekit.authenticateWithCode(await code(), redirectUri, other), invalidGrant);
  await assert.rejects(scalekit.authenticateWithCode(await code(), redirectUri), invalidGrant);
});

test('authenticateWithCode: a guessed code and a used one are refused', async (t) => {
  const { scalekit, redirectUri } = await world(t);
  const { home } = await signIn({ scalekit, redirectUri });

  for (const code of ['guessed', home.searchParams.get('code')]) {
    await assert.rejects(scalekit.authenticateWithCode(code, redirectUri), invalidGrant);
  }
});

test('refreshAccessToken: a refresh token brings new tokens for the same session', async (t) => {
  const here = await world(t);
  const { accessToken, refreshToken } = await signIn(here);

  const renewed = await here.scalekit.refreshAccessToken(refreshToken);

  assert.notEqual(renewed.accessToken, accessToken);
  assert.notEqual(renewed.refreshToken, refreshToken);
  assert.equal(claims(renewed.accessToken).sid, claims(accessToken).sid);
  assert.equal(await here.scalekit.validateAccessToken(renewed.accessToken), true);
});

test('refreshAccessToken: what is no refresh token is refused', async (t) => {
  const { scalekit } = await world(t);

  await assert.rejects(scalekit.refreshAccessToken('guessed'), /Failed to refresh token: .* status code 400/);
  await assert.rejects(scalekit.refreshAccessToken(''), /Refresh token is required/);
});

test('getLogoutUrl: every option has its parameter, and none is needed', () => {
  const scalekit = new Scalekit('http://127.0.0.1:8080', CLIENT, SECRET);

  const url = new URL(
    scalekit.getLogoutUrl({
      idTokenHint: 'an.id.token',
      postLogoutRedirectUri: 'http://localhost:3000/',
      state: 'a state',
    }),
  );

  assert.equal(url.origin + url.pathname, 'http://127.0.0.1:8080/oidc/logout');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    id_token_hint: 'an.id.token',
    post_logout_redirect_uri: 'http://localhost:3000/',
    state: 'a state',
  });
  assert.equal(scalekit.getLogoutUrl(), 'http://127.0.0.1:8080/oidc/logout');
});

test('getLogoutUrl: a browser that goes there has ended its session', async (t) => {
  const here = await world(t);
  const { browser, idToken, refreshToken, sessionId } = await signIn(here);
  const postLogoutRedirectUri = 'http://localhost:3000/';
  const url = here.scalekit.getLogoutUrl({ idTokenHint: idToken, postLogoutRedirectUri, state: 'mine' });

  const home = await browser.open(url, { stopAt: postLogoutRedirectUri });

  assert.equal(home.searchParams.get('state'), 'mine');
  assert.equal((await here.scalekit.session.getSession(sessionId)).status, 'logout');
  await assert.rejects(here.scalekit.refreshAccessToken(refreshToken), /status code 400/);
});

test('getLogoutUrl: a server that calls it has ended nothing', async (t) => {
  const here = await world(t);
  const { idToken, sessionId } = await signIn(here);

  await new Browser().fetch(here.scalekit.getLogoutUrl({ idTokenHint: idToken }));

  assert.equal((await here.scalekit.session.getSession(sessionId)).status, 'active');
});

test('getClientAccessToken: the client gets a token of its own', async (t) => {
  const { scalekit } = await world(t);

  const token = await scalekit.getClientAccessToken();

  assert.equal(claims(token).sub, CLIENT);
  assert.equal(await scalekit.validateAccessToken(token), true);
});

test('generateClientToken: a wrong secret gets none', async (t) => {
  const { scalekit } = await world(t);

  assert.equal(claims(await scalekit.generateClientToken(CLIENT, SECRET)).client_id, CLIENT);
  await refused(scalekit.generateClientToken(CLIENT, 'wrong'), ScalekitUnauthorizedException);
});

const invalidGrant = (error) => error.response.status === 400 && error.response.data.error === 'invalid_grant';
