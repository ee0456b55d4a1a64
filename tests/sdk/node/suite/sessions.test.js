// SessionService: the sessions of the people who signed in.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ScalekitBadRequestException, ScalekitNotFoundException } from '@scalekit-sdk/node';

import { ACME, ALICE, BOB, CLIENT, NOBODY, pages, refused, signIn, world } from './world.js';

const NO_SESSION = 'ses_999999999999999999';

test('SessionService/GetSession: a sign-in is a session', async (t) => {
  const here = await world(t);
  const { sessionId } = await signIn(here);

  const session = await here.scalekit.session.getSession(sessionId);

  assert.equal(session.sessionId, sessionId);
  assert.equal(session.userId, ALICE);
  assert.equal(session.status, 'active');
  assert.equal(session.organizationId, ACME);
  assert.deepEqual(session.authenticatedOrganizations, [ACME]);
  assert.equal(session.authenticatedClients[0].clientId, CLIENT);
  assert.ok(session.createdAt.seconds < session.idleExpiresAt.seconds);
  assert.ok(session.idleExpiresAt.seconds < session.absoluteExpiresAt.seconds);
});

test('SessionService/GetSession: an unknown id is not found, and no id is invalid', async (t) => {
  const { scalekit } = await world(t);

  await refused(scalekit.session.getSession(NO_SESSION), ScalekitNotFoundException);
  await refused(scalekit.session.getSession('nonsense'), ScalekitBadRequestException, 'session_id');
});

test('SessionService/GetUserSessions: the pages make the whole', async (t) => {
  const here = await world(t);
  const ids = [];
  for (let browsers = 0; browsers < 3; browsers += 1) ids.push((await signIn(here)).sessionId);

  const list = (pageToken) => here.scalekit.session.getUserSessions(ALICE, { pageSize: 2, pageToken });
  const all = await pages(list);

  assert.deepEqual(all.map((page) => page.sessions.length), [2, 1]);
  assert.deepEqual(all.map((page) => page.totalSize), [3, 3]);
  const seen = all.flatMap((page) => page.sessions).map((session) => session.sessionId);
  assert.deepEqual(seen.sort(), ids.sort());
  const back = await list(all[1].prevPageToken);
  assert.deepEqual(back.sessions, all[0].sessions);
});

test('SessionService/GetUserSessions: by status and by time', async (t) => {
  const here = await world(t);
  const [gone, live] = [await signIn(here), await signIn(here)];
  await here.scalekit.session.revokeSession(gone.sessionId);
  const list = async (filter) => {
    const { sessions } = await here.scalekit.session.getUserSessions(ALICE, { filter });
    return sessions.map((session) => session.sessionId);
  };
  const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];

  assert.deepEqual(await list({ status: ['active'] }), [live.sessionId]);
  assert.deepEqual(await list({ status: ['revoked'] }), [gone.sessionId]);
  assert.equal((await list({ status: ['active', 'revoked'] })).length, 2);
  assert.equal((await list({ startTime: past, endTime: future })).length, 2);
  assert.deepEqual(await list({ startTime: future }), []);
});

test('SessionService/GetUserSessions: strange people and strange pages', async (t) => {
  const { scalekit } = await world(t);
  const list = (...of) => scalekit.session.getUserSessions(...of);

  assert.deepEqual((await list(BOB)).sessions, []);
  await refused(list(NOBODY), ScalekitNotFoundException);
  await refused(list('nonsense'), ScalekitBadRequestException, 'user_id');
  await refused(list(ALICE, { pageToken: 'nonsense' }), ScalekitBadRequestException, 'page_token');
});

test('SessionService/RevokeSession: the session is over, and so is its refresh token', async (t) => {
  const here = await world(t);
  const { sessionId, refreshToken } = await signIn(here);

  const { revokedSession } = await here.scalekit.session.revokeSession(sessionId);

  assert.equal(revokedSession.sessionId, sessionId);
  assert.equal(revokedSession.status, 'revoked');
  assert.ok(revokedSession.expiredAt);
  assert.equal((await here.scalekit.session.getSession(sessionId)).status, 'revoked');
  await assert.rejects(here.scalekit.refreshAccessToken(refreshToken), /status code 400/);
});

test('SessionService/RevokeSession: an unknown id is not found, and no id is invalid', async (t) => {
  const { scalekit } = await world(t);

  await refused(scalekit.session.revokeSession(NO_SESSION), ScalekitNotFoundException);
  await refused(scalekit.session.revokeSession('nonsense'), ScalekitBadRequestException, 'session_id');
});

test('SessionService/RevokeAllUserSessions: those that are active, everywhere', async (t) => {
  const here = await world(t);
  const [over, ...live] = [await signIn(here), await signIn(here), await signIn(here)];
  await here.scalekit.session.revokeSession(over.sessionId);

  const { revokedSessions, totalRevoked } = await here.scalekit.session.revokeAllUserSessions(ALICE);

  assert.equal(totalRevoked, 2);
  const ids = revokedSessions.map((session) => session.sessionId);
  assert.deepEqual(ids.sort(), live.map((session) => session.sessionId).sort());
});

test('SessionService/RevokeAllUserSessions: an unknown person is not found, and no id is invalid', async (t) => {
  const { scalekit } = await world(t);

  await refused(scalekit.session.revokeAllUserSessions(NOBODY), ScalekitNotFoundException);
  await refused(scalekit.session.revokeAllUserSessions('nonsense'), ScalekitBadRequestException, 'user_id');
  await assert.rejects(scalekit.session.revokeAllUserSessions(''), /userId is required/);
});
