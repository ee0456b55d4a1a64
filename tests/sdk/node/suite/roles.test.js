// RolesService, roles: of the environment, and of one organization.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ScalekitBadRequestException,
  ScalekitConflictException,
  ScalekitNotFoundException,
  ScalekitServerException,
} from '@scalekit-sdk/node';

import { ACME, BOB, NOWHERE, claims, refused, signIn, world } from './world.js';

const editor = { name: 'editor', displayName: 'Editor', description: 'Edits', permissions: ['invoices:read'] };
const names = ({ roles }) => roles.map((role) => role.name).sort();

test('RolesService/CreateRole: it has what it was given, and an id', async (t) => {
  const { scalekit } = await world(t);

  const { role } = await scalekit.role.createRole(editor);

  assert.match(role.id, /^role/);
  assert.equal(role.name, 'editor');
  assert.equal(role.displayName, 'Editor');
  assert.equal(role.description, 'Edits');
  assert.equal(role.isOrgRole, false);
  assert.deepEqual(role.permissions.map((permission) => permission.name), ['invoices:read']);
});

test('RolesService/CreateRole: names and permissions', async (t) => {
  const { scalekit } = await world(t);
  const create = (changes) => scalekit.role.createRole({ ...editor, ...changes });

  await refused(create({ name: 'no name' }), ScalekitBadRequestException, 'name');
  await refused(create({ displayName: '' }), ScalekitBadRequestException, 'display_name');
  await refused(create({ name: 'admin' }), ScalekitConflictException);
  await refused(create({ permissions: ['invoices:shred'] }), ScalekitServerException);
  await refused(create({ extends: 'nobody' }), ScalekitServerException);
});

test('RolesService/GetRole: known, unknown and invalid', async (t) => {
  const { scalekit } = await world(t);

  const { role } = await scalekit.role.getRole('admin');

  assert.equal(role.name, 'admin');
  assert.equal(role.defaultCreator, true);
  await refused(scalekit.role.getRole('nobody'), ScalekitNotFoundException);
  await refused(scalekit.role.getRole('no name'), ScalekitBadRequestException, 'role_name');
});

test('RolesService/ListRoles: those of the environment, and of its organizations', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createRole(editor);
  await scalekit.role.createOrganizationRole(ACME, { ...editor, name: 'of_acme' });

  assert.deepEqual(names(await scalekit.role.listRoles()), ['admin', 'editor', 'member', 'of_acme']);
});

test('RolesService/UpdateRole: what the role gains is in the next access token', async (t) => {
  const here = await world(t);
  const { refreshToken } = await signIn(here);
  await here.scalekit.permission.createPermission({ name: 'invoices:write', description: 'Write them' });

  await here.scalekit.role.updateRole('admin', {
    displayName: 'Boss',
    permissions: ['invoices:read', 'invoices:write'],
  });

  assert.equal((await here.scalekit.role.getRole('admin')).role.displayName, 'Boss');
  const { accessToken } = await here.scalekit.refreshAccessToken(refreshToken);
  assert.deepEqual(claims(accessToken).permissions.sort(), ['invoices:read', 'invoices:write']);
});

test('RolesService/UpdateRole: unknown and invalid', async (t) => {
  const { scalekit } = await world(t);
  const update = (...of) => scalekit.role.updateRole(...of);

  await refused(update('nobody', { displayName: 'Nobody' }), ScalekitNotFoundException);
  await refused(update('admin', { displayName: '' }), ScalekitBadRequestException, 'display_name');
  await refused(update('no name', { displayName: 'Boss' }), ScalekitBadRequestException, 'role_name');
});

test('RolesService/DeleteRole: who held it holds the one in its place', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createRole(editor);
  await scalekit.user.updateMembership(ACME, BOB, { roles: ['editor'] });

  await refused(scalekit.role.deleteRole('editor'), ScalekitBadRequestException);
  await scalekit.role.deleteRole('editor', 'admin');

  assert.deepEqual(names(await scalekit.user.listUserRoles(ACME, BOB)), ['admin']);
  await refused(scalekit.role.getRole('editor'), ScalekitNotFoundException);
});

test('RolesService/DeleteRole: unknown and invalid', async (t) => {
  const { scalekit } = await world(t);

  await refused(scalekit.role.deleteRole('nobody'), ScalekitNotFoundException);
  await refused(scalekit.role.deleteRole('no name'), ScalekitBadRequestException, 'role_name');
});

test('RolesService/GetRoleUsersCount: how many hold it', async (t) => {
  const { scalekit } = await world(t);

  assert.equal((await scalekit.role.getRoleUsersCount('admin')).count, 1n);
  await refused(scalekit.role.getRoleUsersCount('nobody'), ScalekitNotFoundException);
  await refused(scalekit.role.getRoleUsersCount('no name'), ScalekitBadRequestException, 'role_name');
});

test('RolesService/ListDependentRoles: those that extend it', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createRole({ ...editor, extends: 'member' });

  assert.deepEqual(names(await scalekit.role.listDependentRoles('member')), ['editor']);
  assert.equal((await scalekit.role.getRole('member')).role.dependentRolesCount, 1);
  await refused(scalekit.role.listDependentRoles('nobody'), ScalekitNotFoundException);
  await refused(scalekit.role.listDependentRoles('no name'), ScalekitBadRequestException, 'role_name');
});

test('RolesService/DeleteRoleBase: it extends nothing any more', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createRole({ ...editor, extends: 'member' });

  await scalekit.role.deleteRoleBase('editor');

  assert.equal((await scalekit.role.getRole('editor')).role.extends, undefined);
  await refused(scalekit.role.deleteRoleBase('nobody'), ScalekitNotFoundException);
  await refused(scalekit.role.deleteRoleBase('no name'), ScalekitBadRequestException, 'role_name');
});

test('RolesService/UpdateDefaultRoles: who founds and who joins', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createRole(editor);

  const defaults = await scalekit.role.updateDefaultRoles({ defaultMemberRole: 'editor' });

  assert.equal(defaults.defaultMember.name, 'editor');
  assert.equal((await scalekit.role.getRole('editor')).role.defaultMember, true);
  assert.equal((await scalekit.role.getRole('member')).role.defaultMember, false);
  assert.equal((await scalekit.role.getRole('admin')).role.defaultCreator, true);
  const unknown = scalekit.role.updateDefaultRoles({ defaultCreatorRole: 'nobody' });
  await refused(unknown, ScalekitBadRequestException, 'default_creator_role');
  await assert.rejects(scalekit.role.updateDefaultRoles({ defaultMemberRole: '' }), /cannot be empty/);
});

test('RolesService/CreateOrganizationRole: it is the organization’s own', async (t) => {
  const { scalekit } = await world(t);

  const { role } = await scalekit.role.createOrganizationRole(ACME, editor);

  assert.equal(role.name, 'editor');
  assert.equal(role.isOrgRole, true);
  await refused(scalekit.role.createOrganizationRole(ACME, editor), ScalekitConflictException);
  await refused(scalekit.role.createOrganizationRole(NOWHERE, editor), ScalekitNotFoundException);
  const nameless = scalekit.role.createOrganizationRole(ACME, { ...editor, name: '' });
  await refused(nameless, ScalekitBadRequestException, 'name');
});

test('RolesService/GetOrganizationRole: known, unknown and invalid', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createOrganizationRole(ACME, editor);
  const get = (...of) => scalekit.role.getOrganizationRole(...of);

  assert.equal((await get(ACME, 'editor')).role.displayName, 'Editor');
  await refused(get(ACME, 'nobody'), ScalekitNotFoundException);
  await refused(get(NOWHERE, 'editor'), ScalekitNotFoundException);
  await refused(get(ACME, 'no name'), ScalekitBadRequestException, 'role_name');
});

test('RolesService/ListOrganizationRoles: its own, and those of the environment', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createOrganizationRole(ACME, editor);

  assert.deepEqual(names(await scalekit.role.listOrganizationRoles(ACME)), ['admin', 'editor', 'member']);
  await refused(scalekit.role.listOrganizationRoles(NOWHERE), ScalekitNotFoundException);
  await refused(scalekit.role.listOrganizationRoles('nonsense'), ScalekitBadRequestException, 'org_id');
});

test('RolesService/UpdateOrganizationRole: known, unknown and invalid', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createOrganizationRole(ACME, editor);
  const update = (...of) => scalekit.role.updateOrganizationRole(...of);

  assert.equal((await update(ACME, 'editor', { displayName: 'Author' })).role.displayName, 'Author');
  await refused(update(ACME, 'nobody', { displayName: 'Author' }), ScalekitNotFoundException);
  await refused(update(ACME, 'editor', { displayName: '' }), ScalekitBadRequestException, 'display_name');
});

test('RolesService/DeleteOrganizationRole: who held it holds the one in its place', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createOrganizationRole(ACME, editor);
  await scalekit.user.updateMembership(ACME, BOB, { roles: ['editor'] });

  await scalekit.role.deleteOrganizationRole(ACME, 'editor', 'admin');

  assert.deepEqual(names(await scalekit.user.listUserRoles(ACME, BOB)), ['admin']);
  await refused(scalekit.role.deleteOrganizationRole(ACME, 'editor'), ScalekitNotFoundException);
  await refused(scalekit.role.deleteOrganizationRole(ACME, 'no name'), ScalekitBadRequestException, 'role_name');
});

test('RolesService/GetOrganizationRoleUsersCount: how many hold it there', async (t) => {
  const { scalekit } = await world(t);
  const count = (...of) => scalekit.role.getOrganizationRoleUsersCount(...of);

  assert.equal((await count(ACME, 'member')).count, 1n);
  await refused(count(ACME, 'nobody'), ScalekitNotFoundException);
  await refused(count(ACME, 'no name'), ScalekitBadRequestException, 'role_name');
});

test('RolesService/UpdateDefaultOrganizationRoles: who joins it gets the role', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createOrganizationRole(ACME, editor);
  const update = (...of) => scalekit.role.updateDefaultOrganizationRoles(...of);

  assert.equal((await update(ACME, 'editor')).defaultMember.name, 'editor');

  const { user } = await scalekit.user.createUserAndMembership(ACME, { email: 'erin@acme.example' });
  assert.deepEqual(names(await scalekit.user.listUserRoles(ACME, user.id)), ['editor']);
  await refused(update(ACME, 'nobody'), ScalekitBadRequestException, 'default_member_role');
  await refused(update(NOWHERE, 'editor'), ScalekitNotFoundException);
});

test('RolesService/DeleteOrganizationRoleBase: it extends nothing any more', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.role.createOrganizationRole(ACME, { ...editor, extends: 'member' });

  await scalekit.role.deleteOrganizationRoleBase(ACME, 'editor');

  assert.equal((await scalekit.role.getOrganizationRole(ACME, 'editor')).role.extends, undefined);
  await refused(scalekit.role.deleteOrganizationRoleBase(ACME, 'nobody'), ScalekitNotFoundException);
  await refused(scalekit.role.deleteOrganizationRoleBase(ACME, 'no name'), ScalekitBadRequestException, 'role_name');
});
