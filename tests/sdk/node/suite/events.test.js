// EventsService: what happened in the environment.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ScalekitBadRequestException } from '@scalekit-sdk/node';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';

import { ACME, pages, refused, signIn, world } from './world.js';

const types = (all) => all.flatMap((page) => page.events).map((event) => event.type);

test('EventsService/ListEventsPaginated: a sign-in and what the SDK did', async (t) => {
  const here = await world(t);
  await signIn(here);
  const { organization } = await here.scalekit.organization.createOrganization('Initech');

  const all = await pages((token) => here.scalekit.events.listEventsPaginated(1, token));

  assert.ok(types(all).includes('user.login'));
  const [created] = all.flatMap((page) => page.events).filter((event) => event.type === 'organization.created');
  assert.match(created.id, /^evt/);
  assert.equal(created.organizationId, organization.id);
  assert.ok(all.every((page) => page.events.length === 1));
});

test('EventsService/ListEventsPaginated: by type, organization and time', async (t) => {
  const here = await world(t);
  await signIn(here);
  await here.scalekit.organization.createOrganization('Initech');
  const list = async (filter) => types([await here.scalekit.events.listEventsPaginated(30, undefined, filter)]);
  const future = timestampFromDate(new Date(Date.now() + 60_000));

  assert.deepEqual(await list({ eventTypes: ['organization.created'] }), ['organization.created']);
  assert.ok((await list({ organizationId: ACME })).includes('user.login'));
  assert.ok(!(await list({ organizationId: ACME })).includes('organization.created'));
  assert.deepEqual(await list({ startTime: future }), []);
});

test('EventsService/ListEventsPaginated: a page that no list has given', async (t) => {
  const { scalekit } = await world(t);

  await refused(scalekit.events.listEventsPaginated(10, 'nonsense'), ScalekitBadRequestException, 'page_token');
});
