// ConnectionService: how people of an organization sign in.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ScalekitBadRequestException, ScalekitNotFoundException } from '@scalekit-sdk/node';
import {
  ConnectionProvider,
  ConnectionType,
} from '@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/connections/connections_pb.js';

import { ACME, GLOBEX, NOWHERE, refused, world } from './world.js';

const NO_CONNECTION = 'conn_999999999999999999';

const simulator = { provider: ConnectionProvider.IDP_SIMULATOR, type: ConnectionType.OIDC };
const ids = ({ connections }) => connections.map((connection) => connection.id);

async function withConnection(t) {
  const { scalekit } = await world(t);
  const { connection } = await scalekit.connection.createConnection(ACME, simulator);
  return { scalekit, connection };
}

test('ConnectionService/CreateConnection: it has what it was given, and an id', async (t) => {
  const { connection } = await withConnection(t);

  assert.match(connection.id, /^conn_\d+$/);
  assert.equal(connection.organizationId, ACME);
  assert.equal(connection.provider, ConnectionProvider.IDP_SIMULATOR);
  assert.equal(connection.type, ConnectionType.OIDC);
});

test('ConnectionService/CreateConnection: unknown and invalid', async (t) => {
  const { scalekit } = await world(t);
  const create = (...of) => scalekit.connection.createConnection(...of);

  await refused(create(NOWHERE, simulator), ScalekitNotFoundException);
  await refused(create(ACME, { ...simulator, provider: 999 }), ScalekitBadRequestException, 'provider');
});

test('ConnectionService/GetConnection: known and unknown', async (t) => {
  const { scalekit, connection } = await withConnection(t);
  const get = (...of) => scalekit.connection.getConnection(...of);

  assert.equal((await get(ACME, connection.id)).connection.id, connection.id);
  await refused(get(ACME, NO_CONNECTION), ScalekitNotFoundException);
  await refused(get(GLOBEX, connection.id), ScalekitNotFoundException);
  await refused(get(ACME, 'conn_'.padEnd(33, '9')), ScalekitBadRequestException, 'id');
});

test('ConnectionService/ListConnections: those that are enabled, of an organization and of a domain', async (t) => {
  const { scalekit, connection } = await withConnection(t);
  await scalekit.domain.createDomain(ACME, 'acme.example', { domainType: 'ORGANIZATION_DOMAIN' });
  assert.deepEqual(ids(await scalekit.connection.listConnections(ACME)), []);

  await scalekit.connection.enableConnection(ACME, connection.id);

  assert.deepEqual(ids(await scalekit.connection.listConnections(ACME)), [connection.id]);
  assert.deepEqual(ids(await scalekit.connection.listConnections(GLOBEX)), []);
  assert.deepEqual(ids(await scalekit.connection.listConnectionsByDomain('acme.example')), [connection.id]);
  assert.deepEqual(ids(await scalekit.connection.listConnectionsByDomain('globex.example')), []);
  const tooLong = scalekit.connection.listConnectionsByDomain(`${'a'.repeat(32)}.example`);
  await refused(tooLong, ScalekitBadRequestException, 'domain');
});

test('ConnectionService/EnableConnection: on, off, and on again', async (t) => {
  const { scalekit, connection } = await withConnection(t);
  const isEnabled = async () => (await scalekit.connection.getConnection(ACME, connection.id)).connection.enabled;

  await scalekit.connection.enableConnection(ACME, connection.id);
  assert.equal(await isEnabled(), true);
  assert.equal((await scalekit.connection.disableConnection(ACME, connection.id)).enabled, false);
  assert.equal(await isEnabled(), false);
  assert.equal((await scalekit.connection.enableConnection(ACME, connection.id)).enabled, true);

  await refused(scalekit.connection.enableConnection(ACME, NO_CONNECTION), ScalekitNotFoundException);
});

test('ConnectionService/DisableConnection: unknown', async (t) => {
  const { scalekit } = await world(t);

  await refused(scalekit.connection.disableConnection(ACME, NO_CONNECTION), ScalekitNotFoundException);
});

test('ConnectionService/DeleteConnection: it is gone', async (t) => {
  const { scalekit, connection } = await withConnection(t);

  await scalekit.connection.deleteConnection(ACME, connection.id);

  await refused(scalekit.connection.getConnection(ACME, connection.id), ScalekitNotFoundException);
  await refused(scalekit.connection.deleteConnection(ACME, connection.id), ScalekitNotFoundException);
});

test('ConnectionService/ListAppConnections: there are none', async (t) => {
  const { scalekit } = await world(t);

  assert.deepEqual(ids(await scalekit.connection.listAppConnections({ pageSize: 10 })), []);
  const tooMany = scalekit.connection.listAppConnections({ pageSize: 31 });
  await refused(tooMany, ScalekitBadRequestException, 'page_size');
});
