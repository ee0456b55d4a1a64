// Webhooks and interceptors, signed as Standard Webhooks says and verified by the SDK. The payloads are signed
// here; what the fake sends is signed by the fake.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import { Scalekit, WebhookVerificationError } from '@scalekit-sdk/node';

import { CLIENT, SECRET } from './world.js';

const KEY = Buffer.from('a key that every copy of this suite has');
const WEBHOOK_SECRET = `whsec_${KEY.toString('base64')}`;
const PAYLOAD = JSON.stringify({ spec_version: '1', id: 'evt_1', type: 'user.logout', object: 'User' });
const TOLERANCE_S = 5 * 60;

const scalekit = new Scalekit('http://127.0.0.1:8080', CLIENT, SECRET);

const kinds = [
  ['verifyWebhookPayload', 'webhook'],
  ['verifyInterceptorPayload', 'interceptor'],
];

for (const [method, prefix] of kinds) {
  const verify = (headers, payload = PAYLOAD, secret = WEBHOOK_SECRET) => scalekit[method](secret, headers, payload);

  test(`${method}: what was signed with the secret is genuine`, () => {
    assert.equal(verify(signed(prefix)), true);
  });

  test(`${method}: one good signature among several is enough`, () => {
    const headers = signed(prefix);
    const name = `${prefix}-signature`;
    const others = `v2,${headers[name].slice(3)} v1,${Buffer.alloc(32).toString('base64')}`;

    assert.equal(verify({ ...headers, [name]: `${others} ${headers[name]}` }), true);
    assert.throws(() => verify({ ...headers, [name]: others }), /Invalid Signature/);
  });

  test(`${method}: another payload, id, time or secret is a forgery`, () => {
    const headers = signed(prefix);
    const earlier = String(Number(headers[`${prefix}-timestamp`]) - 1);
    const otherSecret = `whsec_${Buffer.from('another key').toString('base64')}`;

    const forgeries = [
      [headers, PAYLOAD.replace('logout', 'login')],
      [{ ...headers, [`${prefix}-id`]: 'msg_2' }],
      [{ ...headers, [`${prefix}-timestamp`]: earlier }],
      [headers, PAYLOAD, otherSecret],
    ];

    for (const forgery of forgeries) assert.throws(() => verify(...forgery), WebhookVerificationError);
  });

  test(`${method}: five minutes are tolerated, before and after`, () => {
    // A margin on either side, for the second that may pass between signing and verifying.
    const margin = 5;

    for (const age of [TOLERANCE_S - margin, margin - TOLERANCE_S]) assert.equal(verify(signed(prefix, age)), true);
    assert.throws(() => verify(signed(prefix, TOLERANCE_S + margin)), /too old/);
    assert.throws(() => verify(signed(prefix, -TOLERANCE_S - margin)), /too new/);
  });

  test(`${method}: without its headers or a usable secret nothing is verified`, () => {
    const headers = signed(prefix);

    assert.throws(() => verify({}), /Missing required headers/);
    assert.throws(() => verify({ ...headers, [`${prefix}-timestamp`]: 'soon' }), /Invalid Signature Headers/);
    assert.throws(() => verify(headers, PAYLOAD, 'nosecret'), /Invalid secret/);
  });
}

function signed(prefix, age = 0) {
  const id = 'msg_1';
  const timestamp = String(Math.floor(Date.now() / 1000) - age);
  const signature = createHmac('sha256', KEY).update(`${id}.${timestamp}.${PAYLOAD}`).digest('base64');
  return { [`${prefix}-id`]: id, [`${prefix}-timestamp`]: timestamp, [`${prefix}-signature`]: `v1,${signature}` };
}
