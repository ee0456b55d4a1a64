// DomainService: whose e-mail addresses belong to an organization.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ScalekitBadRequestException,
  ScalekitConflictException,
  ScalekitNotFoundException,
} from '@scalekit-sdk/node';
import { DomainType } from '@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/domains/domains_pb.js';

import { ACME, GLOBEX, NOWHERE, refused, world } from './world.js';

const NO_DOMAIN = 'dom_999999999999999999';
const names = ({ domains }) => domains.map(({ domain }) => domain).sort();

test('DomainService/CreateDomain: it has what it was given, and an id', async (t) => {
  const { scalekit } = await world(t);

  const { domain } = await scalekit.domain.createDomain(ACME, 'acme.example', { domainType: 'ORGANIZATION_DOMAIN' });

  assert.match(domain.id, /^dom_\d+$/);
  assert.equal(domain.domain, 'acme.example');
  assert.equal(domain.organizationId, ACME);
  assert.equal(domain.domainType, DomainType.ORGANIZATION_DOMAIN);
});

test('DomainService/CreateDomain: unknown, invalid and taken', async (t) => {
  const { scalekit } = await world(t);
  const options = { domainType: DomainType.ORGANIZATION_DOMAIN };
  const create = (...of) => scalekit.domain.createDomain(...of, options);
  await create(ACME, 'acme.example');

  await refused(create(NOWHERE, 'initech.example'), ScalekitNotFoundException);
  await refused(create(ACME, 'a.b'), ScalekitBadRequestException, 'domain');
  await refused(create(GLOBEX, 'acme.example'), ScalekitConflictException);
  await assert.rejects(scalekit.domain.createDomain(ACME, 'acme.example', { domainType: 'MINE' }), /Invalid domain type/);
});

test('DomainService/GetDomain: known and unknown', async (t) => {
  const { scalekit } = await world(t);
  const { domain } = await scalekit.domain.createDomain(ACME, 'acme.example');

  assert.deepEqual((await scalekit.domain.getDomain(ACME, domain.id)).domain, domain);
  await refused(scalekit.domain.getDomain(ACME, NO_DOMAIN), ScalekitNotFoundException);
  await refused(scalekit.domain.getDomain(GLOBEX, domain.id), ScalekitNotFoundException);
});

test('DomainService/ListDomains: all, or those of a type', async (t) => {
  const { scalekit } = await world(t);
  await scalekit.domain.createDomain(ACME, 'acme.example', { domainType: 'ORGANIZATION_DOMAIN' });
  await scalekit.domain.createDomain(ACME, 'acme.test', { domainType: 'ALLOWED_EMAIL_DOMAIN' });
  const list = (...of) => scalekit.domain.listDomains(...of);

  assert.deepEqual(names(await list(ACME)), ['acme.example', 'acme.test']);
  assert.deepEqual(names(await list(ACME, { domainType: 'ALLOWED_EMAIL_DOMAIN' })), ['acme.test']);
  assert.deepEqual(names(await list(GLOBEX)), []);
  await refused(list(NOWHERE), ScalekitNotFoundException);
});

test('DomainService/DeleteDomain: it is gone', async (t) => {
  const { scalekit } = await world(t);
  const { domain } = await scalekit.domain.createDomain(ACME, 'acme.example');

  await scalekit.domain.deleteDomain(ACME, domain.id);

  assert.deepEqual(names(await scalekit.domain.listDomains(ACME)), []);
  await refused(scalekit.domain.deleteDomain(ACME, domain.id), ScalekitNotFoundException);
});
