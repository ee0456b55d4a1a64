// The way in to the management API: bearers, what is not served, and what is too much.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Scalekit, ScalekitNotImplementedException, ScalekitUnauthorizedException } from '@scalekit-sdk/node';

import { ALICE, CLIENT, refused, signIn, world } from './world.js';

test('a client whose token is refused fetches another', async (t) => {
  const { scalekit } = await world(t);
  scalekit.coreClient.accessToken = 'not a token of this environment';

  const { sessions } = await scalekit.session.getUserSessions(ALICE);

  assert.deepEqual(sessions, []);
});

test('a person’s access token does not open the management API', async (t) => {
  const here = await world(t);
  const { accessToken } = await signIn(here);
  // The SDK would answer the refusal with a token of its own.
  here.scalekit.coreClient.authenticateClient = async () => {};
  here.scalekit.coreClient.accessToken = accessToken;

  const error = await refused(here.scalekit.session.getUserSessions(ALICE), ScalekitUnauthorizedException);

  assert.equal(error.errorCode, 'UNAUTHENTICATED');
});

test('a client with a wrong secret is refused', async (t) => {
  const { environmentUrl } = await world(t);
  const stranger = new Scalekit(environmentUrl, CLIENT, 'wrong');

  await assert.rejects(stranger.session.getUserSessions(ALICE), (error) => error.response.status === 401);
});

test('a message of four megabytes is answered, and harms nobody', async (t) => {
  const { scalekit } = await world(t);

  await assert.rejects(scalekit.session.getSession('ses_'.padEnd(4 * 1024 * 1024 + 1, '9')));

  assert.deepEqual((await scalekit.session.getUserSessions(ALICE)).sessions, []);
});

const unserved = {
  'tools.listTools': ({ tools }) => tools.listTools(),
  'tools.listScopedTools': ({ tools }) => tools.listScopedTools('someone', { filter: {} }),
  'tools.executeTool': ({ tools }) => tools.executeTool({ toolName: 'gmail_send', identifier: 'someone', params: {} }),
  'connectedAccounts.listConnectedAccounts': ({ connectedAccounts }) => connectedAccounts.listConnectedAccounts(),
};

for (const [method, call] of Object.entries(unserved)) {
  test(`${method}: is not served, and says so`, async (t) => {
    const { scalekit } = await world(t);

    const error = await refused(call(scalekit), ScalekitNotImplementedException);

    assert.match(error.message, /is not served/);
  });
}
