// ClientService, clients of organizations: machines that sign in with a secret.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ScalekitBadRequestException,
  ScalekitNotFoundException,
  ScalekitUnauthorizedException,
} from '@scalekit-sdk/node';

import { ACME, GLOBEX, NOWHERE, claims, pages, refused, world } from './world.js';

const NO_CLIENT = 'm2morg_999999999999999999';

const robot = {
  name: 'Robot',
  description: 'Sends invoices',
  scopes: ['invoices:write'],
  audience: ['https://api.acme.example'],
  customClaims: { plant: 'north' },
};

async function withClient(t) {
  const { scalekit } = await world(t);
  const { client, plainSecret } = await scalekit.m2m.createOrganizationClient(ACME, robot);
  return { scalekit, client, plainSecret };
}

test('ClientService/CreateOrganizationClient: its token says what it was given', async (t) => {
  const { scalekit, client, plainSecret } = await withClient(t);

  const token = await scalekit.generateClientToken(client.clientId, plainSecret);

  assert.match(client.clientId, /^m2morg_\d+$/);
  assert.equal(client.name, robot.name);
  assert.equal(client.description, robot.description);
  assert.equal(client.organizationId, ACME);
  const options = { audience: robot.audience, requiredScopes: robot.scopes };
  assert.equal(await scalekit.validateAccessToken(token, options), true);
  assert.equal(claims(token).oid, ACME);
  assert.deepEqual(claims(token).custom_claims, robot.customClaims);
});

test('ClientService/CreateOrganizationClient: unknown and invalid', async (t) => {
  const { scalekit } = await world(t);
  const create = (...of) => scalekit.m2m.createOrganizationClient(...of);

  await refused(create(NOWHERE, robot), ScalekitNotFoundException);
  await refused(create('nonsense', robot), ScalekitBadRequestException, 'organization_id');
  await refused(create(ACME, { name: 'n'.repeat(129) }), ScalekitBadRequestException, 'name');
});

test('ClientService/GetOrganizationClient: known and unknown', async (t) => {
  const { scalekit, client } = await withClient(t);
  const get = (...of) => scalekit.m2m.getOrganizationClient(...of);

  const found = (await get(ACME, client.clientId)).client;

  assert.equal(found.name, robot.name);
  assert.deepEqual(found.scopes, robot.scopes);
  assert.deepEqual(found.customClaims.map(({ key, value }) => [key, value]), [['plant', 'north']]);
  await refused(get(ACME, NO_CLIENT), ScalekitNotFoundException);
  await refused(get(GLOBEX, client.clientId), ScalekitNotFoundException);
  await refused(get(ACME, 'nonsense'), ScalekitBadRequestException, 'client_id');
});

test('ClientService/UpdateOrganizationClient: another name', async (t) => {
  const { scalekit, client } = await withClient(t);
  const update = (...of) => scalekit.m2m.updateOrganizationClient(...of);

  assert.equal((await update(ACME, client.clientId, { ...robot, name: 'Droid' })).client.name, 'Droid');
  await refused(update(ACME, NO_CLIENT, robot), ScalekitNotFoundException);
  await refused(update(ACME, client.clientId, { name: 'n'.repeat(129) }), ScalekitBadRequestException, 'name');
});

test('ClientService/DeleteOrganizationClient: its secret is worth nothing', async (t) => {
  const { scalekit, client, plainSecret } = await withClient(t);

  await scalekit.m2m.deleteOrganizationClient(ACME, client.clientId);

  await refused(scalekit.generateClientToken(client.clientId, plainSecret), ScalekitUnauthorizedException);
  await refused(scalekit.m2m.getOrganizationClient(ACME, client.clientId), ScalekitNotFoundException);
  await refused(scalekit.m2m.deleteOrganizationClient(ACME, client.clientId), ScalekitNotFoundException);
});

test('ClientService/CreateOrganizationClientSecret: the old one and the new one', async (t) => {
  const { scalekit, client, plainSecret } = await withClient(t);
  const add = (...of) => scalekit.m2m.addOrganizationClientSecret(...of);

  const added = await add(ACME, client.clientId);

  assert.ok(added.plainSecret.endsWith(added.secret.secretSuffix));
  for (const secret of [plainSecret, added.plainSecret]) {
    assert.ok(await scalekit.generateClientToken(client.clientId, secret));
  }
  await refused(add(ACME, NO_CLIENT), ScalekitNotFoundException);
  await refused(add(ACME, 'nonsense'), ScalekitBadRequestException, 'client_id');
});

test('ClientService/DeleteOrganizationClientSecret: the other one stays', async (t) => {
  const { scalekit, client, plainSecret } = await withClient(t);
  const added = await scalekit.m2m.addOrganizationClientSecret(ACME, client.clientId);
  const remove = (...of) => scalekit.m2m.removeOrganizationClientSecret(...of);

  await remove(ACME, client.clientId, added.secret.id);

  assert.ok(await scalekit.generateClientToken(client.clientId, plainSecret));
  await refused(scalekit.generateClientToken(client.clientId, added.plainSecret), ScalekitUnauthorizedException);
  await refused(remove(ACME, client.clientId, added.secret.id), ScalekitNotFoundException);
  await refused(remove(ACME, 'nonsense', added.secret.id), ScalekitBadRequestException, 'client_id');
});

test('ClientService/ListOrganizationClients: the pages make the whole', async (t) => {
  const { scalekit } = await withClient(t);
  await scalekit.m2m.createOrganizationClient(ACME, { ...robot, name: 'Droid' });
  await scalekit.m2m.createOrganizationClient(GLOBEX, { ...robot, name: 'Other' });
  const list = (...of) => scalekit.m2m.listOrganizationClients(...of);

  const all = await pages((pageToken) => list(ACME, { pageSize: 1, pageToken }));

  assert.deepEqual(all.map((page) => page.totalSize), [2, 2]);
  assert.deepEqual(all.flatMap((page) => page.clients).map((client) => client.name).sort(), ['Droid', 'Robot']);
  await refused(list(NOWHERE), ScalekitNotFoundException);
  await refused(list('nonsense'), ScalekitBadRequestException, 'organization_id');
  await refused(list(ACME, { pageToken: 'nonsense' }), ScalekitBadRequestException, 'page_token');
});
