// RolesService, permissions: what roles can allow.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ScalekitBadRequestException,
  ScalekitConflictException,
  ScalekitNotFoundException,
} from '@scalekit-sdk/node';

import { pages, refused, world } from './world.js';

const write = { name: 'invoices:write', description: 'Write invoices' };
const names = ({ permissions }) => permissions.map((permission) => permission.name).sort();

test('RolesService/CreatePermission: it has what it was given, and an id', async (t) => {
  const { scalekit } = await world(t);

  const { permission } = await scalekit.permission.createPermission(write);

  assert.match(permission.id, /^perm/);
  assert.equal(permission.name, write.name);
  assert.equal(permission.description, write.description);
  assert.equal(permission.isScalekitPermission, false);
});

test('RolesService/CreatePermission: a name is needed, and taken once', async (t) => {
  const { scalekit } = await world(t);
  const create = (name) => scalekit.permission.createPermission({ ...write, name });

  await refused(create('no name'), ScalekitBadRequestException, 'name');
  await refused(create('invoices:read'), ScalekitConflictException);
});

test('RolesService/GetPermission: known, unknown and invalid', async (t) => {
  const { scalekit } = await world(t);

  assert.equal((await scalekit.permission.getPermission('invoices:read')).permission.name, 'invoices:read');
  await refused(scalekit.permission.getPermission('invoices:shred'), ScalekitNotFoundException);
  await refused(scalekit.permission.getPermission('no name'), ScalekitBadRequestException, 'permission_name');
});

test('RolesService/ListPermissions: the pages make the whole', async (t) => {
  const { scalekit } = await world(t);
  const before = (await pages((token) => scalekit.permission.listPermissions(token))).flatMap(names);
  await scalekit.permission.createPermission(write);

  const all = await pages((token) => scalekit.permission.listPermissions(token, 1));

  assert.ok(all.every((page) => page.permissions.length === 1));
  assert.deepEqual(all.flatMap(names).sort(), [...before, 'invoices:write'].sort());
  await refused(scalekit.permission.listPermissions('', 101), ScalekitBadRequestException, 'page_size');
  await refused(scalekit.permission.listPermissions('nonsense'), ScalekitBadRequestException, 'page_token');
});

test('RolesService/UpdatePermission: another description', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.permission.createPermission(write);
  const update = (name) => scalekit.permission.updatePermission(name, { name, description: 'Write and send' });

  assert.equal((await update('invoices:write')).permission.description, 'Write and send');
  await refused(update('invoices:shred'), ScalekitNotFoundException);
  await refused(update('no name'), ScalekitBadRequestException, 'permission_name');
});

test('RolesService/DeletePermission: it is gone', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.permission.createPermission(write);

  await scalekit.permission.deletePermission(write.name);

  await refused(scalekit.permission.getPermission(write.name), ScalekitNotFoundException);
  await refused(scalekit.permission.deletePermission(write.name), ScalekitNotFoundException);
  await refused(scalekit.permission.deletePermission('no name'), ScalekitBadRequestException, 'permission_name');
});

test('RolesService/ListRolePermissions: those of a role', async (t) => {
  const { scalekit } = await world(t);

  assert.deepEqual(names(await scalekit.permission.listRolePermissions('admin')), ['invoices:read']);
  await refused(scalekit.permission.listRolePermissions('nobody'), ScalekitNotFoundException);
  await refused(scalekit.permission.listRolePermissions('no name'), ScalekitBadRequestException, 'role_name');
});

test('RolesService/AddPermissionsToRole: more than before', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.permission.createPermission(write);
  const add = (...of) => scalekit.permission.addPermissionsToRole(...of);

  await add('admin', [write.name]);

  const now = await scalekit.permission.listRolePermissions('admin');
  assert.deepEqual(names(now), ['invoices:read', 'invoices:write']);
  await refused(add('nobody', [write.name]), ScalekitNotFoundException);
  await refused(add('admin', []), ScalekitBadRequestException, 'permission_names');
});

test('RolesService/RemovePermissionFromRole: less than before', async (t) => {
  const { scalekit } = await world(t);
  const remove = (...of) => scalekit.permission.removePermissionFromRole(...of);

  await remove('admin', 'invoices:read');

  assert.deepEqual(names(await scalekit.permission.listRolePermissions('admin')), []);
  await refused(remove('nobody', 'invoices:read'), ScalekitNotFoundException);
  await refused(remove('admin', 'no name'), ScalekitBadRequestException, 'permission_name');
});

test('RolesService/ListEffectiveRolePermissions: with those of the role that it extends', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.permission.createPermission(write);
  const editor = { name: 'editor', displayName: 'Editor', extends: 'admin', permissions: [write.name] };
  await scalekit.role.createRole(editor);
  const list = (name) => scalekit.permission.listEffectiveRolePermissions(name);

  assert.deepEqual(names(await scalekit.permission.listRolePermissions('editor')), ['invoices:write']);
  assert.deepEqual(names(await list('editor')), ['invoices:read', 'invoices:write']);
  await refused(list('nobody'), ScalekitNotFoundException);
  await refused(list('no name'), ScalekitBadRequestException, 'role_name');
});
