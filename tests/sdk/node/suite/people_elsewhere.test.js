// WebAuthnService and AuthService: passkeys, and people whom another system has signed in.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ScalekitBadRequestException, ScalekitNotFoundException } from '@scalekit-sdk/node';

import { ALICE, NOBODY, refused, world } from './world.js';

const NO_CREDENTIAL = 'cred_999999999999999999';
const NO_CONNECTION = 'conn_999999999999999999';

test('WebAuthnService/ListCredentials: who has none, and who is nobody', async (t) => {
  const { scalekit } = await world(t);

  assert.deepEqual((await scalekit.webauthn.listCredentials(ALICE)).credentials, []);
  await refused(scalekit.webauthn.listCredentials(NOBODY), ScalekitNotFoundException);
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
