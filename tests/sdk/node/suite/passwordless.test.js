// PasswordlessService: a code by e-mail, without the hosted pages.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ScalekitBadRequestException, ScalekitNotFoundException, ScalekitServerException } from '@scalekit-sdk/node';
import { PasswordlessType, TemplateType } from '@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/auth/passwordless_pb.js';

import { refused, world } from './world.js';

// Test users always get the same code.
const QA = 'qa+sktest@acme.example';
const CODE = '424242';

test('PasswordlessService/SendPasswordlessEmail: a code for five minutes', async (t) => {
  const { scalekit } = await world(t);

  const sent = await scalekit.passwordless.sendPasswordlessEmail(QA, { template: 'SIGNIN' });

  assert.ok(sent.authRequestId);
  assert.equal(sent.expiresIn, 300);
  assert.ok(sent.expiresAt > BigInt(Math.floor(Date.now() / 1000)));
  assert.notEqual(sent.passwordlessType, PasswordlessType.PASSWORDLESS_TYPE_UNSPECIFIED);
});

test('PasswordlessService/SendPasswordlessEmail: what cannot be sent', async (t) => {
  const { scalekit } = await world(t);
  const send = (...of) => scalekit.passwordless.sendPasswordlessEmail(...of);

  await refused(send('no address'), ScalekitBadRequestException, 'email');
  await refused(send(QA, { template: 99 }), ScalekitBadRequestException, 'template');
  await assert.rejects(send(QA, { template: 'MINE' }), /Invalid template type/);
});

test('PasswordlessService/VerifyPasswordlessEmail: whose address it is, and the state that was sent', async (t) => {
  const { scalekit } = await world(t);
  const options = { template: TemplateType.SIGNIN, state: 'mine' };
  const { authRequestId } = await scalekit.passwordless.sendPasswordlessEmail(QA, options);
  const verify = (code, id = authRequestId) => scalekit.passwordless.verifyPasswordlessEmail({ code }, id);

  await refused(verify('000000'), ScalekitServerException);
  const verified = await verify(CODE);

  assert.equal(verified.email, QA);
  assert.equal(verified.state, 'mine');
  assert.equal(verified.template, TemplateType.SIGNIN);
  await refused(verify(CODE), ScalekitServerException);
  await refused(verify(CODE, 'nonsense'), ScalekitServerException);
  await refused(verify('1'.repeat(21)), ScalekitBadRequestException, 'code');
  await assert.rejects(scalekit.passwordless.verifyPasswordlessEmail({}), /Either code or linkToken/);
});

test('PasswordlessService/VerifyPasswordlessEmail: by the link in the mail, once', async (t) => {
  const { scalekit, environmentUrl } = await world(t);
  const magiclinkAuthUri = 'http://localhost:3000/passwordless';
  const { authRequestId } = await scalekit.passwordless.sendPasswordlessEmail('new@acme.example', { magiclinkAuthUri });
  const mailbox = await (await fetch(`${environmentUrl}/mailbox`)).text();
  const [, link] = mailbox.match(/href="(http:\/\/localhost:3000\/passwordless[^"]*)"/);
  const linkToken = new URL(link).searchParams.get('link_token');

  const verified = await scalekit.passwordless.verifyPasswordlessEmail({ linkToken }, authRequestId);

  assert.equal(verified.email, 'new@acme.example');
  assert.equal(verified.passwordlessType, PasswordlessType.LINK);
  await refused(scalekit.passwordless.verifyPasswordlessEmail({ linkToken }), ScalekitServerException);
});

test('PasswordlessService/VerifyPasswordlessEmail: a link that nobody sent', async (t) => {
  const { scalekit } = await world(t);

  const call = scalekit.passwordless.verifyPasswordlessEmail({ linkToken: 'guessed' });

  await refused(call, ScalekitServerException);
});

test('PasswordlessService/ResendPasswordlessEmail: the newest is good', async (t) => {
  const { scalekit } = await world(t);
  const { authRequestId } = await scalekit.passwordless.sendPasswordlessEmail(QA);

  const again = await scalekit.passwordless.resendPasswordlessEmail(authRequestId);

  const verified = await scalekit.passwordless.verifyPasswordlessEmail({ code: CODE }, again.authRequestId);
  assert.equal(verified.email, QA);
  await refused(scalekit.passwordless.resendPasswordlessEmail('nonsense'), ScalekitNotFoundException);
  await refused(scalekit.passwordless.resendPasswordlessEmail(''), ScalekitBadRequestException, 'auth_request_id');
});
