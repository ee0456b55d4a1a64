// ApiTokenService: long-lived tokens of organizations and of people.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ScalekitBadRequestException,
  ScalekitNotFoundException,
  ScalekitValidateTokenFailureException,
} from '@scalekit-sdk/node';

import { ACME, ALICE, GLOBEX, NOBODY, NOWHERE, pages, refused, world } from './world.js';

const NO_TOKEN = 'apit_999999999999999999';

const options = { userId: ALICE, description: 'For the build', customClaims: { pipeline: 'nightly' } };

async function withToken(t) {
  const { scalekit } = await world(t);
  return { scalekit, ...(await scalekit.token.createToken(ACME, options)) };
}

test('ApiTokenService/CreateToken: shown once, and known by its id', async (t) => {
  const { token, tokenId, tokenInfo } = await withToken(t);

  assert.match(tokenId, /^apit_\d+$/);
  assert.ok(token.endsWith(tokenInfo.tokenSuffix));
  assert.equal(tokenInfo.organizationId, ACME);
  assert.equal(tokenInfo.userId, ALICE);
  assert.equal(tokenInfo.description, options.description);
  assert.deepEqual(tokenInfo.customClaims, options.customClaims);
});

test('ApiTokenService/CreateToken: unknown and invalid', async (t) => {
  const { scalekit } = await world(t);
  const create = (...of) => scalekit.token.createToken(...of);

  await refused(create(NOWHERE), ScalekitNotFoundException);
  await refused(create(ACME, { userId: NOBODY }), ScalekitNotFoundException);
  await refused(create(ACME, { description: 'd'.repeat(256) }), ScalekitBadRequestException, 'description');
  await refused(create(ACME, { customClaims: { empty: '' } }), ScalekitBadRequestException, 'custom_claims');
  await assert.rejects(create(''), /organizationId is required/);
});

test('ApiTokenService/ValidateToken: by the token, and by its id', async (t) => {
  const { scalekit, token, tokenId } = await withToken(t);

  for (const known of [token, tokenId]) {
    const { tokenInfo } = await scalekit.token.validateToken(known);
    assert.equal(tokenInfo.tokenId, tokenId);
    assert.deepEqual(tokenInfo.roles, ['admin']);
  }

  await refused(scalekit.token.validateToken('guessed'), ScalekitValidateTokenFailureException);
  await assert.rejects(scalekit.token.validateToken(''), /token is required/);
});

test('ApiTokenService/InvalidateToken: it is worth nothing', async (t) => {
  const { scalekit, token, tokenId } = await withToken(t);

  await scalekit.token.invalidateToken(tokenId);
  await scalekit.token.invalidateToken(token);

  await refused(scalekit.token.validateToken(token), ScalekitValidateTokenFailureException);
  assert.deepEqual((await scalekit.token.listTokens(ACME)).tokens, []);
});

test('ApiTokenService/ListTokens: the pages make the whole', async (t) => {
  const { scalekit, tokenId } = await withToken(t);
  const other = await scalekit.token.createToken(ACME);
  await scalekit.token.createToken(GLOBEX);
  const list = (...of) => scalekit.token.listTokens(...of);

  const all = await pages((pageToken) => list(ACME, { pageSize: 1, pageToken }));

  assert.deepEqual(all.map((page) => page.totalCount), [2, 2]);
  const ids = all.flatMap((page) => page.tokens).map((token) => token.tokenId);
  assert.deepEqual(ids.sort(), [tokenId, other.tokenId].sort());
  const hers = await list(ACME, { userId: ALICE });
  assert.deepEqual(hers.tokens.map((token) => token.tokenId), [tokenId]);
  await refused(list(NOWHERE), ScalekitNotFoundException);
  await refused(list('nonsense'), ScalekitBadRequestException, 'organization_id');
  await refused(list(ACME, { pageSize: 31 }), ScalekitBadRequestException, 'page_size');
  await refused(list(ACME, { pageToken: 'nonsense' }), ScalekitBadRequestException, 'page_token');
});

test('ApiTokenService/UpdateToken: another description, and more claims', async (t) => {
  const { scalekit, tokenId } = await withToken(t);
  const update = (...of) => scalekit.token.updateToken(...of);

  const { tokenInfo } = await update(tokenId, { description: 'For nothing', customClaims: { stage: 'test' } });

  assert.equal(tokenInfo.description, 'For nothing');
  assert.equal(tokenInfo.customClaims.stage, 'test');
  await refused(update(NO_TOKEN, { description: 'For nothing' }), ScalekitNotFoundException);
  await refused(update(tokenId, { description: 'd'.repeat(256) }), ScalekitBadRequestException, 'description');
});
