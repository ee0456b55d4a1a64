// Tokens, judged by the SDK.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Scalekit, ScalekitValidateTokenFailureException } from '@scalekit-sdk/node';

import { CLIENT, SECRET, claims, refused, signIn, world } from './world.js';

test('validateAccessToken: a token of this environment is good, and a changed one is not', async (t) => {
  const here = await world(t);
  const { accessToken } = await signIn(here);

  assert.equal(await here.scalekit.validateAccessToken(accessToken), true);
  assert.equal(await here.scalekit.validateAccessToken(tampered(accessToken)), false);
  assert.equal(await here.scalekit.validateAccessToken('no token'), false);
});

test('validateToken: the claims come with it', async (t) => {
  const here = await world(t);
  const { accessToken } = await signIn(here);

  const options = { issuer: here.environmentUrl, audience: [CLIENT], requiredScopes: ['openid', 'email'] };

  assert.deepEqual(await here.scalekit.validateToken(accessToken, options), claims(accessToken));
});

test('validateToken: issuer, audience and scopes are checked where they are named', async (t) => {
  const here = await world(t);
  const { accessToken } = await signIn(here);

  const unwanted = [
    { issuer: 'https://elsewhere.example' },
    { audience: ['skc_2'] },
    { requiredScopes: ['openid', 'invoices:write'] },
  ];

  for (const options of unwanted) {
    await refused(here.scalekit.validateToken(accessToken, options), ScalekitValidateTokenFailureException);
    assert.equal(await here.scalekit.validateAccessToken(accessToken, options), false);
  }
});

test('validateToken: a token is past its time when its time is past', async (t) => {
  const here = await world(t);
  const { accessToken } = await signIn(here);

  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 6 * 60 * 1000 });

  await refused(here.scalekit.validateToken(accessToken), ScalekitValidateTokenFailureException);
});

test('validateToken: another environment signs with the same key and is another issuer', async (t) => {
  const [here, there] = [await world(t), await world(t)];
  const { accessToken } = await signIn(there);

  const call = here.scalekit.validateToken(accessToken, { issuer: here.environmentUrl });

  await refused(call, ScalekitValidateTokenFailureException);
});

test('verifyScopes: the ones that are missing are named', async (t) => {
  const here = await world(t);
  const { accessToken } = await signIn(here);

  assert.equal(here.scalekit.verifyScopes(accessToken, ['openid']), true);
  assert.throws(() => here.scalekit.verifyScopes(accessToken, ['openid', 'invoices:write']), /invoices:write$/);
});

test('getIdpInitiatedLoginClaims: a token that nobody signed is refused', async (t) => {
  const { scalekit } = await world(t);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'none' })}.${part({ connection_id: 'conn_1', organization_id: 'org_1' })}.`;

  await refused(scalekit.getIdpInitiatedLoginClaims(unsigned), ScalekitValidateTokenFailureException);
});

test('validateToken: an environment that cannot be reached is no verdict', async () => {
  const nowhere = new Scalekit('http://127.0.0.1:1', CLIENT, SECRET);

  await assert.rejects(nowhere.validateToken('a.b.c'), { code: 'ECONNREFUSED' });
});

/** The same token, with another person in it. */
function tampered(token) {
  const [header, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify({ ...claims(token), sub: 'usr_1' })).toString('base64url');
  return [header, payload, signature].join('.');
}
