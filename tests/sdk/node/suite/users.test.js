// UserService: people, and what they are in which organization.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ScalekitBadRequestException,
  ScalekitConflictException,
  ScalekitNotFoundException,
  ScalekitServerException,
} from '@scalekit-sdk/node';
import { MembershipStatus } from '@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/commons/commons_pb.js';

import { ACME, ALICE, BOB, GLOBEX, NOBODY, NOWHERE, claims, pages, refused, signIn, world } from './world.js';

const erin = {
  email: 'erin@acme.example',
  externalId: 'employee-5',
  userProfile: { firstName: 'Erin', lastName: 'Moreau' },
  metadata: { desk: 'by the window' },
};
const emails = (all) => all.flatMap((page) => page.users).map((user) => user.email).sort();
const names = (all) => all.map(({ name }) => name).sort();
const membership = (user, id) => user.memberships.find((membership) => membership.organizationId === id);

test('UserService/CreateUserAndMembership: a person of an organization', async (t) => {
  const { scalekit } = await world(t);

  const { user } = await scalekit.user.createUserAndMembership(ACME, { ...erin, sendInvitationEmail: false });

  assert.match(user.id, /^usr_\d+$/);
  assert.equal(user.email, erin.email);
  assert.equal(user.externalId, erin.externalId);
  assert.equal(user.userProfile.givenName, 'Erin');
  assert.equal(user.userProfile.familyName, 'Moreau');
  assert.deepEqual(user.metadata, erin.metadata);
  assert.deepEqual(names(membership(user, ACME).roles), ['member']);
});

test('UserService/CreateUserAndMembership: unknown, invalid and taken', async (t) => {
  const { scalekit } = await world(t);
  const create = (...of) => scalekit.user.createUserAndMembership(...of);
  await create(ACME, erin);

  await refused(create(NOWHERE, { email: 'frank@acme.example' }), ScalekitNotFoundException);
  await refused(create(ACME, { email: 'no address' }), ScalekitBadRequestException, 'email');
  await refused(create(ACME, erin), ScalekitConflictException);
  const second = { email: 'frank@acme.example', externalId: erin.externalId };
  await refused(create(ACME, second), ScalekitConflictException);
  await assert.rejects(create(ACME, { email: '' }), /email is required/);
});

test('UserService/GetUser: by either id', async (t) => {
  const { scalekit } = await world(t);
  const { user } = await scalekit.user.createUserAndMembership(ACME, erin);

  assert.equal((await scalekit.user.getUser(user.id)).user.email, erin.email);
  assert.equal((await scalekit.user.getUserByExternalId(erin.externalId)).user.id, user.id);
  await refused(scalekit.user.getUser(NOBODY), ScalekitNotFoundException);
  await refused(scalekit.user.getUserByExternalId('employee-6'), ScalekitNotFoundException);
  await refused(scalekit.user.getUser('nonsense'), ScalekitBadRequestException, 'id');
});

test('UserService/ListUsers: the pages make the whole', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.user.createUserAndMembership(GLOBEX, erin);

  const all = await pages((pageToken) => scalekit.user.listUsers({ pageSize: 2, pageToken }));

  assert.deepEqual(all.map((page) => page.totalSize), [3, 3]);
  assert.deepEqual(emails(all), ['alice@acme.example', 'bob@acme.example', 'erin@acme.example']);
  await refused(scalekit.user.listUsers({ pageToken: 'nonsense' }), ScalekitBadRequestException, 'page_token');
});

test('UserService/ListOrganizationUsers: its members only', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.user.createUserAndMembership(GLOBEX, erin);
  const list = (...of) => scalekit.user.listOrganizationUsers(...of);

  const all = await pages((pageToken) => list(ACME, { pageSize: 1, pageToken }));

  assert.deepEqual(emails(all), ['alice@acme.example', 'bob@acme.example']);
  await refused(list(NOWHERE), ScalekitNotFoundException);
  await refused(list('nonsense'), ScalekitBadRequestException, 'organization_id');
  await refused(list(ACME, { pageSize: 101 }), ScalekitBadRequestException, 'page_size');
});

test('UserService/SearchUsers: by a part of the address', async (t) => {
  const { scalekit } = await world(t);
  const search = (...of) => scalekit.user.searchUsers(...of);

  assert.deepEqual(emails(await pages((token) => search('acme.ex', 1, token))), [
    'alice@acme.example',
    'bob@acme.example',
  ]);
  assert.deepEqual((await search('nobody')).users, []);
  await refused(search('al'), ScalekitBadRequestException, 'query');
  await refused(search('alice', 31), ScalekitBadRequestException, 'page_size');
  await assert.rejects(search(' '), /query is required/);
});

test('UserService/SearchOrganizationUsers: among its members only', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.user.createUserAndMembership(GLOBEX, erin);
  const search = (...of) => scalekit.user.searchOrganizationUsers(...of);

  assert.deepEqual(emails([await search(GLOBEX, 'acme.example')]), ['erin@acme.example']);
  await refused(search(NOWHERE, 'alice'), ScalekitNotFoundException);
  await refused(search(ACME, 'al'), ScalekitBadRequestException, 'query');
});

test('UserService/UpdateUser: by either id; what goes unsaid stays', async (t) => {
  const { scalekit } = await world(t);
  const { user } = await scalekit.user.createUserAndMembership(ACME, erin);

  await scalekit.user.updateUser(user.id, { userProfile: { firstName: 'Aerin' } });
  await scalekit.user.updateUserByExternalId(erin.externalId, { metadata: { desk: 'by the door' } });

  const changed = (await scalekit.user.getUser(user.id)).user;
  assert.equal(changed.userProfile.givenName, 'Aerin');
  assert.deepEqual(changed.metadata, { desk: 'by the door' });
  assert.equal(changed.externalId, erin.externalId);
});

test('UserService/UpdateUser: unknown, invalid and taken', async (t) => {
  const { scalekit } = await world(t);
  const update = (...of) => scalekit.user.updateUser(...of);
  await update(ALICE, { externalId: 'employee-1' });

  await refused(update(NOBODY, { externalId: 'employee-6' }), ScalekitNotFoundException);
  await refused(update('nonsense', {}), ScalekitBadRequestException, 'id');
  await refused(update(ALICE, { metadata: { id: 'too short a key' } }), ScalekitBadRequestException, 'metadata');
  await refused(update(BOB, { externalId: 'employee-1' }), ScalekitConflictException);
  await refused(scalekit.user.updateUserByExternalId('employee-6', {}), ScalekitNotFoundException);
});

test('UserService/DeleteUser: gone by either id, and signed out', async (t) => {
  const here = await world(t);
  const { refreshToken } = await signIn(here);
  await here.scalekit.user.createUserAndMembership(ACME, erin);

  await here.scalekit.user.deleteUser(ALICE);
  await here.scalekit.user.deleteUserByExternalId(erin.externalId);

  await refused(here.scalekit.user.getUser(ALICE), ScalekitNotFoundException);
  await refused(here.scalekit.user.deleteUser(ALICE), ScalekitNotFoundException);
  await refused(here.scalekit.user.deleteUserByExternalId(erin.externalId), ScalekitNotFoundException);
  await refused(here.scalekit.user.deleteUser('nonsense'), ScalekitBadRequestException, 'id');
  await assert.rejects(here.scalekit.refreshAccessToken(refreshToken), /status code 400/);
});

test('UserService/CreateMembership: by either id', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.user.createUserAndMembership(ACME, erin);
  const create = (...of) => scalekit.user.createMembership(...of);

  const alice = await create(GLOBEX, ALICE, { roles: ['admin'], metadata: { floor: 'third' } });
  const second = await scalekit.user.createMembershipByExternalId(GLOBEX, erin.externalId, { roles: ['member'] });

  assert.deepEqual(names(membership(alice.user, GLOBEX).roles), ['admin']);
  assert.deepEqual(membership(alice.user, GLOBEX).metadata, { floor: 'third' });
  assert.deepEqual(names(membership(second.user, GLOBEX).roles), ['member']);
});

test('UserService/CreateMembership: unknown, invalid and taken', async (t) => {
  const { scalekit } = await world(t);
  const create = (...of) => scalekit.user.createMembership(...of);

  await refused(create(GLOBEX, NOBODY), ScalekitNotFoundException);
  await refused(create(NOWHERE, ALICE), ScalekitNotFoundException);
  await refused(create('nonsense', ALICE), ScalekitBadRequestException, 'organization_id');
  await refused(create(ACME, ALICE), ScalekitConflictException);
  await refused(scalekit.user.createMembershipByExternalId(ACME, 'employee-6'), ScalekitNotFoundException);
});

test('UserService/UpdateMembership: the roles are in the next access token', async (t) => {
  const here = await world(t);
  const { refreshToken } = await signIn(here);

  const { user } = await here.scalekit.user.updateMembership(ACME, ALICE, { roles: ['member'] });

  assert.deepEqual(names(membership(user, ACME).roles), ['member']);
  const { accessToken } = await here.scalekit.refreshAccessToken(refreshToken);
  assert.deepEqual(claims(accessToken).roles, ['member']);
});

test('UserService/UpdateMembership: by your id; unknown and invalid', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.user.createUserAndMembership(ACME, erin);
  const update = (...of) => scalekit.user.updateMembership(...of);

  const { user } = await scalekit.user.updateMembershipByExternalId(ACME, erin.externalId, { roles: ['admin'] });

  assert.deepEqual(names(membership(user, ACME).roles), ['admin']);
  await refused(update(GLOBEX, ALICE, { roles: ['member'] }), ScalekitNotFoundException);
  await refused(update('nonsense', ALICE), ScalekitBadRequestException, 'organization_id');
  await refused(update(ACME, ALICE, { roles: ['nobody'] }), ScalekitServerException);
});

test('UserService/DeleteMembership: by either id', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.user.createUserAndMembership(ACME, erin);
  await scalekit.user.createMembership(GLOBEX, ALICE);
  await scalekit.user.createMembershipByExternalId(GLOBEX, erin.externalId);

  await scalekit.user.deleteMembership(GLOBEX, ALICE);
  await scalekit.user.deleteMembershipByExternalId(GLOBEX, erin.externalId);

  assert.deepEqual((await scalekit.user.listOrganizationUsers(GLOBEX)).users, []);
  await refused(scalekit.user.deleteMembership(GLOBEX, ALICE), ScalekitNotFoundException);
  await refused(scalekit.user.deleteMembership('nonsense', ALICE), ScalekitBadRequestException, 'organization_id');
  const unknown = scalekit.user.deleteMembershipByExternalId(GLOBEX, 'employee-6');
  await refused(unknown, ScalekitNotFoundException);
});

test('UserService/ResendInvite: whoever is invited is invited again', async (t) => {
  const { scalekit } = await world(t);
  const { user } = await scalekit.user.createUserAndMembership(ACME, { ...erin, sendInvitationEmail: true });
  assert.equal(membership(user, ACME).membershipStatus, MembershipStatus.PENDING_INVITE);

  const { invite } = await scalekit.user.resendInvite(ACME, user.id);

  assert.equal(invite.organizationId, ACME);
  assert.equal(invite.userId, user.id);
  assert.equal(invite.resentCount, 1);
  assert.ok(invite.expiresAt.seconds > invite.createdAt.seconds);
});

test('UserService/ResendInvite: whoever is in needs no invitation', async (t) => {
  const { scalekit } = await world(t);
  const resend = (...of) => scalekit.user.resendInvite(...of);

  await refused(resend(ACME, ALICE), ScalekitServerException);
  await refused(resend(ACME, NOBODY), ScalekitNotFoundException);
  await refused(resend('nonsense', ALICE), ScalekitBadRequestException, 'organization_id');
});

test('UserService/ListUserRoles: in one organization', async (t) => {
  const { scalekit } = await world(t);
  const list = (...of) => scalekit.user.listUserRoles(...of);

  assert.deepEqual(names((await list(ACME, ALICE)).roles), ['admin']);
  await refused(list(ACME, NOBODY), ScalekitNotFoundException);
  await refused(list(NOWHERE, ALICE), ScalekitNotFoundException);
  await refused(list(ACME, 'nonsense'), ScalekitBadRequestException, 'user_id');
});

test('UserService/ListUserPermissions: those of all roles', async (t) => {
  const { scalekit } = await world(t);
  const list = (...of) => scalekit.user.listUserPermissions(...of);

  assert.deepEqual(names((await list(ACME, ALICE)).permissions), ['invoices:read']);
  assert.deepEqual((await list(ACME, BOB)).permissions, []);
  await refused(list(ACME, NOBODY), ScalekitNotFoundException);
  await refused(list('nonsense', ALICE), ScalekitBadRequestException, 'organization_id');
});

test('UserService/AssignUserRoles: beside those that there are', async (t) => {
  const { scalekit } = await world(t);
  const assign = (...of) => scalekit.user.assignUserRoles(...of);

  await assign(ACME, BOB, ['admin']);

  assert.deepEqual(names((await scalekit.user.listUserRoles(ACME, BOB)).roles), ['admin', 'member']);
  await refused(assign(ACME, NOBODY, ['admin']), ScalekitNotFoundException);
  await refused(assign(ACME, BOB, []), ScalekitBadRequestException, 'roles');
  await refused(assign(ACME, BOB, ['nobody']), ScalekitServerException);
});

test('UserService/RemoveUserRole: the others stay', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.user.updateMembership(ACME, BOB, { roles: ['admin', 'member'] });
  const remove = (...of) => scalekit.user.removeUserRole(...of);

  await remove(ACME, BOB, 'member');

  assert.deepEqual(names((await scalekit.user.listUserRoles(ACME, BOB)).roles), ['admin']);
  await refused(remove(ACME, BOB, 'member'), ScalekitNotFoundException);
  await refused(remove(ACME, NOBODY, 'admin'), ScalekitNotFoundException);
  await refused(remove(ACME, 'nonsense', 'admin'), ScalekitBadRequestException, 'user_id');
});
