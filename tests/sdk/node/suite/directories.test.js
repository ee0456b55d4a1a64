// DirectoryService: where an organization keeps its people itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ScalekitBadRequestException, ScalekitNotFoundException } from '@scalekit-sdk/node';
import {
  DirectoryProvider,
  DirectoryType,
} from '@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/directories/directories_pb.js';

import { ACME, DIRECTORY, GLOBEX, HOOLI, NOWHERE, pages, refused, world } from './world.js';

const NO_DIRECTORY = 'dir_999999999999999999';
const okta = { directoryType: DirectoryType.SCIM, directoryProvider: DirectoryProvider.OKTA };

async function withDirectory(t) {
  const { scalekit } = await world(t);
  const { directory } = await scalekit.directory.createDirectory(ACME, okta);
  return { scalekit, directory };
}

test('DirectoryService/CreateDirectory: it has what it was given, and an id', async (t) => {
  const { directory } = await withDirectory(t);

  assert.match(directory.id, /^dir_\d+$/);
  assert.equal(directory.organizationId, ACME);
  assert.equal(directory.directoryType, DirectoryType.SCIM);
  assert.equal(directory.directoryProvider, DirectoryProvider.OKTA);
});

test('DirectoryService/CreateDirectory: unknown and invalid', async (t) => {
  const { scalekit } = await world(t);
  const create = (...of) => scalekit.directory.createDirectory(...of);

  await refused(create(NOWHERE, okta), ScalekitNotFoundException);
  await refused(create(ACME, { ...okta, directoryType: 0 }), ScalekitBadRequestException, 'directory_type');
});

test('DirectoryService/GetDirectory: known and unknown', async (t) => {
  const { scalekit, directory } = await withDirectory(t);

  assert.equal((await scalekit.directory.getDirectory(ACME, directory.id)).directory.id, directory.id);
  await refused(scalekit.directory.getDirectory(ACME, NO_DIRECTORY), ScalekitNotFoundException);
  await refused(scalekit.directory.getDirectory(GLOBEX, directory.id), ScalekitNotFoundException);
});

test('DirectoryService/ListDirectories: all, and the first', async (t) => {
  const { scalekit, directory } = await withDirectory(t);

  const { directories } = await scalekit.directory.listDirectories(ACME);

  assert.deepEqual(directories.map(({ id }) => id), [directory.id]);
  assert.equal((await scalekit.directory.getPrimaryDirectoryByOrganizationId(ACME)).id, directory.id);
  await assert.rejects(scalekit.directory.getPrimaryDirectoryByOrganizationId(GLOBEX), /directory does not exist/);
  await refused(scalekit.directory.listDirectories(NOWHERE), ScalekitNotFoundException);
  await refused(scalekit.directory.listDirectories('nonsense'), ScalekitBadRequestException, 'organization_id');
});

test('DirectoryService/EnableDirectory: on, off, and on again', async (t) => {
  const { scalekit, directory } = await withDirectory(t);
  const isEnabled = async () => (await scalekit.directory.getDirectory(ACME, directory.id)).directory.enabled;

  await scalekit.directory.enableDirectory(ACME, directory.id);
  assert.equal(await isEnabled(), true);
  assert.equal((await scalekit.directory.disableDirectory(ACME, directory.id)).enabled, false);
  assert.equal(await isEnabled(), false);
  assert.equal((await scalekit.directory.enableDirectory(ACME, directory.id)).enabled, true);

  await refused(scalekit.directory.enableDirectory(ACME, NO_DIRECTORY), ScalekitNotFoundException);
  await refused(scalekit.directory.enableDirectory(ACME, 'nonsense'), ScalekitBadRequestException, 'id');
});

test('DirectoryService/DisableDirectory: unknown and invalid', async (t) => {
  const { scalekit } = await world(t);

  await refused(scalekit.directory.disableDirectory(ACME, NO_DIRECTORY), ScalekitNotFoundException);
  await refused(scalekit.directory.disableDirectory(ACME, 'nonsense'), ScalekitBadRequestException, 'id');
});

const contents = [
  ['ListDirectoryUsers', 'listDirectoryUsers', 'users'],
  ['ListDirectoryGroups', 'listDirectoryGroups', 'groups'],
];

for (const [rpc, method, field] of contents) {
  test(`DirectoryService/${rpc}: a new directory has none`, async (t) => {
    const { scalekit, directory } = await withDirectory(t);
    const list = (...of) => scalekit.directory[method](...of);
    const options = { pageSize: 5, includeDetail: true, updatedAfter: '2026-01-01T00:00:00Z' };

    const page = await list(ACME, directory.id, options);

    assert.deepEqual(page[field], []);
    assert.equal(page.totalSize, 0);
    assert.equal(page.nextPageToken, '');
    await refused(list(ACME, NO_DIRECTORY), ScalekitNotFoundException);
    await refused(list(ACME, 'nonsense'), ScalekitBadRequestException, 'directory_id');
    await refused(list(ACME, directory.id, { pageSize: 31 }), ScalekitBadRequestException, 'page_size');
    await refused(list(ACME, directory.id, { pageToken: 'nonsense' }), ScalekitBadRequestException, 'page_token');
  });
}

test('DirectoryService/ListDirectoryUsers: who is in it, in pages', async (t) => {
  const { scalekit } = await world(t);

  const found = await pages((pageToken) =>
    scalekit.directory.listDirectoryUsers(HOOLI, DIRECTORY, { pageSize: 1, pageToken, includeDetail: true }),
  );

  const users = found.flatMap((page) => page.users);
  assert.deepEqual(users.map(({ email }) => email).sort(), ['erin@hooli.example', 'finn@hooli.example']);
  const erin = users.find(({ email }) => email.startsWith('erin'));
  assert.equal(`${erin.givenName} ${erin.familyName}`, 'Erin Bach');
  assert.deepEqual(erin.groups.map(({ displayName }) => displayName), ['Engineering']);
});

test('DirectoryService/ListDirectoryGroups: the groups, and how many are in them', async (t) => {
  const { scalekit } = await world(t);

  const { groups } = await scalekit.directory.listDirectoryGroups(HOOLI, DIRECTORY);

  const sizes = Object.fromEntries(groups.map((group) => [group.displayName, group.totalUsers]));
  assert.deepEqual(sizes, { Engineering: 1, Sales: 0 });
});

test('DirectoryService/DeleteDirectory: it is gone', async (t) => {
  const { scalekit, directory } = await withDirectory(t);

  await scalekit.directory.deleteDirectory(ACME, directory.id);

  await refused(scalekit.directory.getDirectory(ACME, directory.id), ScalekitNotFoundException);
  await refused(scalekit.directory.deleteDirectory(ACME, directory.id), ScalekitNotFoundException);
});
