// Webhooks and interceptor calls, signed by the fake and verified by the SDK.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { WebhookVerificationError } from '@scalekit-sdk/node';

import { world } from './world.js';

const EVENT = { spec_version: '1', id: 'evt_1', type: 'user.logout', object: 'User' };
const OTHER_SECRET = `whsec_${Buffer.from('another key').toString('base64')}`;
const TOLERANCE_S = 5 * 60;

const methods = { webhook: 'verifyWebhookPayload', interceptor: 'verifyInterceptorPayload' };

for (const kind of Object.keys(methods)) {
  const [ID, TIMESTAMP, SIGNATURE] = ['id', 'timestamp', 'signature'].map((name) => `${kind}-${name}`);

  test(`${kind}: what the fake signed is genuine`, async (t) => {
    const { body, verify } = await message(t, kind);

    assert.equal(verify(), true);
    assert.deepEqual(JSON.parse(body), EVENT);
  });

  test(`${kind}: one good signature among several is enough`, async (t) => {
    const { headers, verify } = await message(t, kind);
    const others = `v2,${headers[SIGNATURE].slice(3)} v1,${Buffer.alloc(32).toString('base64')}`;

    assert.equal(verify({ headers: { ...headers, [SIGNATURE]: `${others} ${headers[SIGNATURE]}` } }), true);
    assert.throws(() => verify({ headers: { ...headers, [SIGNATURE]: others } }), /Invalid Signature/);
  });

  test(`${kind}: another body, id, time or secret is a forgery`, async (t) => {
    const { headers, body, otherKind, verify } = await message(t, kind);

    const forgeries = [
      { body: body.replace('logout', 'login') },
      { body: JSON.stringify(JSON.parse(body), null, 2) },
      { headers: { ...headers, [ID]: 'msg_2' } },
      { headers: { ...headers, [TIMESTAMP]: String(headers[TIMESTAMP] - 1) } },
      { secret: OTHER_SECRET },
      { secret: otherKind },
    ];

    for (const forgery of forgeries) assert.throws(() => verify(forgery), /Invalid Signature/);
  });

  test(`${kind}: five minutes are tolerated, before and after`, async (t) => {
    const { headers, verify } = await message(t, kind);
    // A margin on either side, for the seconds that may pass between signing and verifying.
    const margin = 5;
    const aged = (age) => () => verify({ headers: { ...headers, [TIMESTAMP]: String(headers[TIMESTAMP] - age) } });

    // The time is looked at first: who gets as far as the signature was in time.
    for (const age of [TOLERANCE_S - margin, margin - TOLERANCE_S]) assert.throws(aged(age), /Invalid Signature$/);
    assert.throws(aged(TOLERANCE_S + margin), /too old/);
    assert.throws(aged(-TOLERANCE_S - margin), /too new/);
  });

  test(`${kind}: without its headers or a usable secret nothing is verified`, async (t) => {
    const { headers, verify } = await message(t, kind);

    for (const name of [ID, TIMESTAMP, SIGNATURE]) {
      const { [name]: _, ...others } = headers;
      assert.throws(() => verify({ headers: others }), /Missing required headers/);
    }
    assert.throws(() => verify({ headers: { ...headers, [TIMESTAMP]: 'soon' } }), /Invalid Signature Headers/);
    assert.throws(() => verify({ secret: 'nosecret' }), WebhookVerificationError);
  });
}

/** A message that a fake signed, its secret, and the SDK's verdict on it with what is changed. */
async function message(t, kind) {
  const { fake, scalekit } = await world(t);
  const answer = await fetch(`${fake.environment_url}/_mock/webhooks/sign`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind, payload: EVENT }),
  });
  const signed = { secret: fake[`${kind}_secret`], ...(await answer.json()) };
  const verify = (changed) => {
    const { secret, headers, body } = { ...signed, ...changed };
    return scalekit[methods[kind]](secret, headers, body);
  };
  const otherKind = fake[kind === 'webhook' ? 'interceptor_secret' : 'webhook_secret'];
  return { ...signed, otherKind, verify };
}
