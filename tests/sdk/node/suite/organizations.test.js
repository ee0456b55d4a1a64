// OrganizationService: the tenants of the environment.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ScalekitBadRequestException,
  ScalekitConflictException,
  ScalekitNotFoundException,
} from '@scalekit-sdk/node';
import { Feature, SessionPolicyType } from '@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/organizations/organizations_pb.js';
import { TimeUnit } from '@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/commons/commons_pb.js';

import { ACME, ALICE, GLOBEX, NOWHERE, pages, refused, signIn, world } from './world.js';

test('OrganizationService/CreateOrganization: it has what it was given, and an id', async (t) => {
  const { scalekit } = await world(t);
  const given = { externalId: 'tenant-1', slug: 'initech', logoUrl: 'https://initech.example/logo.png' };

  const { organization } = await scalekit.organization.createOrganization('Initech', given);

  assert.match(organization.id, /^org_\d+$/);
  assert.equal(organization.displayName, 'Initech');
  assert.equal(organization.externalId, given.externalId);
  assert.equal(organization.slug, given.slug);
  assert.equal(organization.logoUrl, given.logoUrl);
  assert.ok(organization.createTime);
});

test('OrganizationService/CreateOrganization: a name is needed, and what is taken is taken', async (t) => {
  const { scalekit } = await world(t);
  const create = (...of) => scalekit.organization.createOrganization(...of);
  await create('Initech', { externalId: 'tenant-1' });

  await refused(create(''), ScalekitBadRequestException, 'display_name');
  await refused(create('Initech', { slug: 'No Slug' }), ScalekitBadRequestException, 'slug');
  await refused(create('Other', { externalId: 'tenant-1' }), ScalekitConflictException);
  await refused(create('Other', { slug: 'acme' }), ScalekitConflictException);
});

test('OrganizationService/GetOrganization: by its id, and by yours', async (t) => {
  const { scalekit } = await world(t);
  const { organization } = await scalekit.organization.createOrganization('Initech', { externalId: 'tenant-1' });

  assert.deepEqual((await scalekit.organization.getOrganization(organization.id)).organization, organization);
  assert.deepEqual((await scalekit.organization.getOrganizationByExternalId('tenant-1')).organization, organization);
  await refused(scalekit.organization.getOrganization(NOWHERE), ScalekitNotFoundException);
  await refused(scalekit.organization.getOrganizationByExternalId('tenant-2'), ScalekitNotFoundException);
  await refused(scalekit.organization.getOrganization('org_'.padEnd(33, '9')), ScalekitBadRequestException, 'id');
});

test('OrganizationService/ListOrganization: the pages make the whole', async (t) => {
  const { scalekit } = await world(t);

  const all = await pages((pageToken) => scalekit.organization.listOrganization({ pageSize: 2, pageToken }));

  assert.deepEqual(all.map((page) => page.totalSize), [3, 3]);
  const names = all.flatMap((page) => page.organizations).map((organization) => organization.displayName);
  assert.deepEqual(names.sort(), ['Acme', 'Globex', 'Hooli']);
  const nonsense = scalekit.organization.listOrganization({ pageToken: 'nonsense' });
  await refused(nonsense, ScalekitBadRequestException, 'page_token');
});

test('OrganizationService/UpdateOrganization: by either id; what goes unsaid stays', async (t) => {
  const { scalekit } = await world(t);
  const { organization } = await scalekit.organization.createOrganization('Initech', { externalId: 'tenant-1' });

  await scalekit.organization.updateOrganization(organization.id, { displayName: 'Initrode' });
  await scalekit.organization.updateOrganizationByExternalId('tenant-1', { metadata: { tier: 'gold' } });

  const changed = (await scalekit.organization.getOrganization(organization.id)).organization;
  assert.equal(changed.displayName, 'Initrode');
  assert.deepEqual(changed.metadata, { tier: 'gold' });
  assert.equal(changed.externalId, 'tenant-1');
});

test('OrganizationService/UpdateOrganization: unknown, invalid and taken', async (t) => {
  const { scalekit } = await world(t);
  const update = (...of) => scalekit.organization.updateOrganization(...of);

  await refused(update(NOWHERE, { displayName: 'Other' }), ScalekitNotFoundException);
  await refused(update(ACME, { displayName: '' }), ScalekitBadRequestException, 'display_name');
  await refused(update(ACME, { metadata: { id: 'too short a key' } }), ScalekitBadRequestException, 'metadata');
  await refused(update(GLOBEX, { slug: 'acme' }), ScalekitConflictException);
  const byExternalId = scalekit.organization.updateOrganizationByExternalId('tenant-2', { displayName: 'Other' });
  await refused(byExternalId, ScalekitNotFoundException);
});

test('OrganizationService/DeleteOrganization: it is gone, and so are the sessions in it', async (t) => {
  const here = await world(t);
  const { sessionId } = await signIn(here);

  await here.scalekit.organization.deleteOrganization(ACME);

  await refused(here.scalekit.organization.getOrganization(ACME), ScalekitNotFoundException);
  await refused(here.scalekit.organization.deleteOrganization(ACME), ScalekitNotFoundException);
  assert.notEqual((await here.scalekit.session.getSession(sessionId)).status, 'active');
});

test('OrganizationService/SearchOrganization: by a part of the name', async (t) => {
  const { scalekit } = await world(t);
  const search = (...of) => scalekit.organization.searchOrganization(...of);
  await scalekit.organization.createOrganization('Globular');

  const all = await pages((pageToken) => search('glob', 1, pageToken));

  const names = all.flatMap((page) => page.organizations).map((organization) => organization.displayName);
  assert.deepEqual(names.sort(), ['Globex', 'Globular']);
  await refused(search('gl'), ScalekitBadRequestException, 'query');
  await refused(search('globex', 31), ScalekitBadRequestException, 'page_size');
  await assert.rejects(search(' '), /query is required/);
});

test('OrganizationService/GeneratePortalLink: a link that opens for a while', async (t) => {
  const { scalekit, environmentUrl } = await world(t);

  const link = await scalekit.organization.generatePortalLink(ACME);

  assert.ok(link.location.startsWith(environmentUrl));
  assert.ok(link.id);
  assert.ok(link.expireTime.seconds > BigInt(Math.floor(Date.now() / 1000)));
  await refused(scalekit.organization.generatePortalLink(NOWHERE), ScalekitNotFoundException);
  await refused(scalekit.organization.generatePortalLink('nonsense'), ScalekitBadRequestException, 'id');
});

test('OrganizationService/UpdateOrganizationSettings: features are turned on and off', async (t) => {
  const { scalekit } = await world(t);
  const update = (id, features) => scalekit.organization.updateOrganizationSettings(id, { features });

  const { organization } = await update(ACME, [
    { name: Feature[Feature.sso], enabled: true },
    { name: Feature[Feature.dir_sync], enabled: false },
  ]);

  const features = organization.settings.features.map(({ name, enabled }) => [name, enabled]);
  assert.deepEqual(Object.fromEntries(features), { ...Object.fromEntries(features), sso: true, dir_sync: false });
  await refused(update(NOWHERE, []), ScalekitNotFoundException);
  await refused(update('nonsense', []), ScalekitBadRequestException, 'id');
});

test('OrganizationService/UpsertUserManagementSettings: a limit, and none', async (t) => {
  const { scalekit } = await world(t);
  const upsert = (...of) => scalekit.organization.upsertUserManagementSettings(...of);

  assert.equal((await upsert(ACME, { maxAllowedUsers: 50 })).maxAllowedUsers, 50);
  const limited = await scalekit.organization.getOrganizationUserManagementSetting(ACME);
  assert.equal(limited.settings.maxAllowedUsers, 50);

  await upsert(ACME, { maxAllowedUsers: null });
  const free = await scalekit.organization.getOrganizationUserManagementSetting(ACME);
  assert.equal(free.settings.maxAllowedUsers, undefined);

  await refused(upsert(NOWHERE, { maxAllowedUsers: 1 }), ScalekitNotFoundException);
  await refused(upsert('nonsense', {}), ScalekitBadRequestException, 'organization_id');
});

test('OrganizationService/GetOrganizationUserManagementSetting: unknown and invalid', async (t) => {
  const { scalekit } = await world(t);
  const get = (id) => scalekit.organization.getOrganizationUserManagementSetting(id);

  await refused(get(NOWHERE), ScalekitNotFoundException);
  await refused(get('nonsense'), ScalekitBadRequestException, 'organization_id');
});

const twoHours = {
  policySource: 'CUSTOM',
  absoluteSessionTimeout: 2,
  absoluteSessionTimeoutUnit: 'HOURS',
  idleSessionTimeoutEnabled: true,
  idleSessionTimeout: 30,
  idleSessionTimeoutUnit: 'MINUTES',
};

test('OrganizationService/GetOrganizationSessionPolicy: the application’s, until it has its own', async (t) => {
  const { scalekit } = await world(t);
  const get = (id) => scalekit.organization.getOrganizationSessionPolicy(id);

  assert.equal((await get(ACME)).policySource, SessionPolicyType.APPLICATION);
  await refused(get(NOWHERE), ScalekitNotFoundException);
  await refused(get('nonsense'), ScalekitBadRequestException, 'organization_id');
});

test('OrganizationService/UpdateOrganizationSessionPolicy: sessions that begin afterwards live as long', async (t) => {
  const here = await world(t);
  const update = (...of) => here.scalekit.organization.updateOrganizationSessionPolicy(...of);

  assert.equal((await update(ACME, twoHours)).policySource, SessionPolicyType.CUSTOM);

  const policy = await here.scalekit.organization.getOrganizationSessionPolicy(ACME);
  assert.equal(minutes(policy.absoluteSessionTimeout, policy.absoluteSessionTimeoutUnit), 120);
  assert.equal(minutes(policy.idleSessionTimeout, policy.idleSessionTimeoutUnit), 30);
  const { sessionId } = await signIn(here);
  const session = await here.scalekit.session.getSession(sessionId);
  assert.equal(session.absoluteExpiresAt.seconds - session.createdAt.seconds, 7200n);
  assert.equal((await update(ACME, { policySource: 'APPLICATION' })).policySource, SessionPolicyType.APPLICATION);
});

test('OrganizationService/UpdateOrganizationSessionPolicy: unknown, and nonsense', async (t) => {
  const { scalekit } = await world(t);
  const update = (...of) => scalekit.organization.updateOrganizationSessionPolicy(...of);
  const sleepless = { ...twoHours, idleSessionTimeout: 3, idleSessionTimeoutUnit: 'HOURS' };

  await refused(update(NOWHERE, twoHours), ScalekitNotFoundException);
  await refused(update(ACME, sleepless), ScalekitBadRequestException, 'absolute_session_timeout');
});

test('OrganizationService/CreateOrganization: people are at home in what the SDK made', async (t) => {
  const here = await world(t);
  const { organization } = await here.scalekit.organization.createOrganization('Initech');
  await here.scalekit.user.createMembership(organization.id, ALICE, { roles: ['member'] });

  const { sessionId } = await signIn(here, { organizationId: organization.id });

  assert.equal((await here.scalekit.session.getSession(sessionId)).organizationId, organization.id);
});

function minutes(number, unit) {
  return number * { [TimeUnit.MINUTES]: 1, [TimeUnit.HOURS]: 60, [TimeUnit.DAYS]: 24 * 60 }[unit];
}
