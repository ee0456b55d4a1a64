// WebAuthnService, AuthService and sign-ins that begin elsewhere: passkeys, and people whom another system has
// signed in.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ScalekitBadRequestException, ScalekitNotFoundException } from '@scalekit-sdk/node';

import { Browser } from './browser.js';
import { ACME, ALICE, AT_THE_PAGES, BOB, CLIENT, NOBODY, PASSKEY, claims, connected, refused, world } from './world.js';

const NO_CREDENTIAL = 'cred_999999999999999999';
const NO_CONNECTION = 'conn_999999999999999999';

test('WebAuthnService/ListCredentials: who has none, and who is nobody', async (t) => {
  const { scalekit } = await world(t);

  assert.deepEqual((await scalekit.webauthn.listCredentials(ALICE)).credentials, []);
  await refused(scalekit.webauthn.listCredentials(NOBODY), ScalekitNotFoundException);
});

test('WebAuthnService/ListCredentials: a passkey, and whose it is', async (t) => {
  const { scalekit } = await world(t);

  const { credentials, allAcceptedCredentialsOptions: accepted } = await scalekit.webauthn.listCredentials(BOB);

  const [passkey, ...others] = credentials;
  assert.deepEqual([passkey.id, passkey.userId, passkey.displayName, others], [PASSKEY, BOB, 'Laptop', []]);
  assert.equal(accepted.userId, BOB);
  assert.equal(accepted.allAcceptedCredentialIds.length, 1);
});

test('WebAuthnService/UpdateCredential: another name', async (t) => {
  const { scalekit } = await world(t);

  const { credential } = await scalekit.webauthn.updateCredential(PASSKEY, 'Key ring');

  assert.equal(credential.displayName, 'Key ring');
  const { credentials } = await scalekit.webauthn.listCredentials(BOB);
  assert.deepEqual(credentials.map(({ displayName }) => displayName), ['Key ring']);
});

test('WebAuthnService/DeleteCredential: it is gone', async (t) => {
  const { scalekit } = await world(t);

  assert.equal((await scalekit.webauthn.deleteCredential(PASSKEY)).success, true);

  assert.deepEqual((await scalekit.webauthn.listCredentials(BOB)).credentials, []);
  await refused(scalekit.webauthn.deleteCredential(PASSKEY), ScalekitNotFoundException);
});

test('WebAuthnService/UpdateCredential: unknown and invalid', async (t) => {
  const { scalekit } = await world(t);

  await refused(scalekit.webauthn.updateCredential(NO_CREDENTIAL, 'Key ring'), ScalekitNotFoundException);
  const tooLong = scalekit.webauthn.updateCredential(NO_CREDENTIAL, 'n'.repeat(121));
  await refused(tooLong, ScalekitBadRequestException, 'display_name');
  await assert.rejects(scalekit.webauthn.updateCredential(NO_CREDENTIAL, ''), /displayName must be/);
});

test('WebAuthnService/DeleteCredential: unknown', async (t) => {
  const { scalekit } = await world(t);

  await refused(scalekit.webauthn.deleteCredential(NO_CREDENTIAL), ScalekitNotFoundException);
  await assert.rejects(scalekit.webauthn.deleteCredential(''), /credentialId must be/);
});

test('AuthService/UpdateLoginUserDetails: for no sign-in under way', async (t) => {
  const { scalekit } = await world(t);
  const update = (...of) => scalekit.auth.updateLoginUserDetails(...of);
  const user = { sub: 'employee-1', email: 'alice@acme.example' };

  await refused(update(NO_CONNECTION, 'nonsense', user), ScalekitNotFoundException);
  await refused(update('conn_'.padEnd(33, '9'), 'nonsense', user), ScalekitBadRequestException, 'connection_id');
  await assert.rejects(update(NO_CONNECTION, '', user), /loginRequestId must be/);
});

test('AuthService/UpdateLoginUserDetails: whoever the application names is signed in', async (t) => {
  const { scalekit, environmentUrl, redirectUri } = await world(t, { signIn: AT_THE_PAGES });
  const connection = await connected(scalekit);
  // Or else Scalekit would not take the connection's word for whose address it is.
  await scalekit.domain.createDomain(ACME, 'acme.example', { domainType: 'ORGANIZATION_DOMAIN' });
  const browser = new Browser();
  const options = { connectionId: connection, scopes: ['openid', 'email'] };
  const page = await browser.open(scalekit.getAuthorizationUrl(redirectUri, options));
  const request = new URL(page.url).searchParams.get('request');

  await scalekit.auth.updateLoginUserDetails(connection, request, { sub: 'employee-2', email: 'bob@acme.example' });

  const callback = `${environmentUrl}/sso/v1/connections/${connection}/partner:callback?state=${request}`;
  const home = await browser.open(callback, { stopAt: redirectUri });
  const { user, idToken } = await scalekit.authenticateWithCode(home.searchParams.get('code'), redirectUri);
  assert.equal(user.email, 'bob@acme.example');
  assert.deepEqual(claims(idToken).amr, [connection]);
});

test('getIdpInitiatedLoginClaims: with what to begin the sign-in that began at the identity provider', async (t) => {
  const { scalekit, environmentUrl } = await world(t);
  const connection = await connected(scalekit);
  const form = { connection, client: CLIENT, email: 'alice@acme.example', relay_state: '/reports' };

  const sent = await fetch(`${environmentUrl}/idp`, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
  });

  const token = new URL(sent.headers.get('location')).searchParams.get('idp_initiated_login');
  const said = await scalekit.getIdpInitiatedLoginClaims(token);
  assert.equal(said.connection_id, connection);
  assert.equal(said.organization_id, ACME);
  assert.equal(said.login_hint, 'alice@acme.example');
  assert.equal(said.relay_state, '/reports');
});
