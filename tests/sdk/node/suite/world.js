// A fake Scalekit for each test, the SDK that talks to it, and a browser.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Scalekit, ScalekitNotImplementedException } from '@scalekit-sdk/node';
import {
  ConnectionProvider,
  ConnectionType,
} from '@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/connections/connections_pb.js';

import { Browser } from './browser.js';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** The fake's binary: `MOCK_IDP` names it, or else the debug build's. */
const binary = process.env.MOCK_IDP ?? `${process.env.CARGO_TARGET_DIR ?? `${repository}target`}/debug/mock-idp`;

export const ACME = 'org_100000000000000001';
export const GLOBEX = 'org_100000000000000002';
export const HOOLI = 'org_100000000000000003';
export const ALICE = 'usr_100000000000000001';
export const BOB = 'usr_100000000000000002';
export const PASSKEY = 'wac_100000000000000001';
export const DIRECTORY = 'dir_100000000000000001';
export const CLIENT = 'skc_100000000000000001';
export const SECRET = 'test_sdk_suite_secret_not_for_production';

const ALICE_AT_ONCE = '{ as = "alice@acme.example" }';

/** People are asked who they are. */
export const AT_THE_PAGES = '"pages"';

/** Ids of the right shape that nothing has. */
export const NOBODY = 'usr_999999999999999999';
export const NOWHERE = 'org_999999999999999999';

/** With `ALICE_AT_ONCE` everybody is signed in as Alice without a page, and is back at `appUrl` at once. */
const seed = (appUrl, signIn) => `
[environment]
sign_in = ${signIn}

[[clients]]
id = "${CLIENT}"
name = "SDK suite"
type = "web"
secrets = ["${SECRET}"]
redirect_uris = ["${appUrl}/auth/callback"]
post_logout_redirect_uris = ["${appUrl}/"]
initiate_login_uri = "${appUrl}/login"

[[organizations]]
id = "${ACME}"
name = "Acme"
slug = "acme"

[[organizations]]
id = "${GLOBEX}"
name = "Globex"

[[organizations]]
id = "${HOOLI}"
name = "Hooli"

[[permissions]]
name = "invoices:read"

[[roles]]
name = "admin"
permissions = ["invoices:read"]
default_creator = true

[[roles]]
name = "member"
default_member = true

[[users]]
id = "${ALICE}"
email = "alice@acme.example"
given_name = "Alice"
family_name = "Nguyen"
memberships = [{ organization = "Acme", roles = ["admin"] }]

[[users]]
id = "${BOB}"
email = "bob@acme.example"
memberships = [{ organization = "Acme" }]
passkeys = [{ id = "${PASSKEY}", display_name = "Laptop" }]

[[directories]]
id = "${DIRECTORY}"
organization = "Hooli"
provider = "okta"
groups = ["Engineering", "Sales"]
users = [
  { email = "erin@hooli.example", given_name = "Erin", family_name = "Bach", groups = ["Engineering"] },
  { email = "finn@hooli.example" },
]
`;

/** A fake of the test's own, and the SDK configured for it. Both end with the test. */
export async function world(t, { appUrl = 'http://localhost:3000', signIn = ALICE_AT_ONCE } = {}) {
  const fake = await startFake(t, seed(appUrl, signIn));
  const scalekit = new Scalekit(fake.environment_url, fake.client_id, fake.client_secret);
  return { fake, scalekit, environmentUrl: fake.environment_url, redirectUri: `${appUrl}/auth/callback` };
}

/** What the fake prints when it is ready. */
async function startFake(t, seed) {
  const folder = await mkdtemp(join(tmpdir(), 'mock-idp-'));
  const file = join(folder, 'seed.toml');
  await writeFile(file, seed);
  const fake = spawn(binary, ['serve', '--port', '0', '--json', '--seed', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let ready;
  // One hook, because hooks run in the order of their registration, and none after one that failed.
  t.after(async () => {
    try {
      if (ready) await keepCalls(ready);
    } finally {
      await stop(fake);
      await rm(folder, { recursive: true });
    }
  });
  ready = JSON.parse(await firstLine(fake));
  return ready;
}

/** Adds what the fake was asked to the file that `SDK_CALLS` names: whoever runs all suites makes a table of it. */
async function keepCalls({ environment_url }) {
  if (!process.env.SDK_CALLS) return;
  const answer = await fetch(`${environment_url}/_mock/calls`);
  await appendFile(process.env.SDK_CALLS, `${await answer.text()}\n`);
}

/** The first line of what a process says that looks so. */
export async function firstLine(child, pattern = /^/) {
  const line = (async () => {
    for await (const line of createInterface({ input: child.stdout })) if (pattern.test(line)) return line;
  })();
  const end = once(child, 'exit').then(([code]) => assert.fail(`it ended with ${code} before it was ready`));
  return Promise.race([line, end]);
}

/** Ends a process, and waits until it has. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

/** Signs Alice in through the SDK, as a browser and an application would. */
export async function signIn({ scalekit, redirectUri }, options = {}) {
  const browser = new Browser();
  const scopes = ['openid', 'profile', 'email', 'offline_access'];
  const home = await browser.open(scalekit.getAuthorizationUrl(redirectUri, { scopes, ...options }), {
    stopAt: redirectUri,
  });
  const tokens = await scalekit.authenticateWithCode(home.searchParams.get('code'), redirectUri);
  return { browser, home, ...tokens, sessionId: claims(tokens.accessToken).sid };
}

/** What a token says, taken at its word. */
export function claims(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
}

/** Asserts that a call is refused with this exception, and with this field where it is about one. */
export async function refused(call, exception, field) {
  const error = await call.then(
    () => assert.fail('it was not refused'),
    (error) => error,
  );
  const unserved = error instanceof ScalekitNotImplementedException && exception !== ScalekitNotImplementedException;
  assert.ok(error instanceof exception && !unserved, `${error.name}, not ${exception.name}: ${error.message}`);
  if (field) {
    const violations = error.unpackedDetails.flatMap((detail) => detail.validationErrorInfo?.fieldViolations ?? []);
    const fields = violations.map((violation) => violation.field.replace(/\[.*?\]/g, '').split('.').at(-1));
    assert.ok(fields.includes(field), `the violation of ${field} is not among: ${fields}`);
  }
  return error;
}

/** All pages of a list, followed by their tokens. */
export async function pages(list) {
  const all = [];
  for (let token; token !== ''; token = all.at(-1).nextPageToken) all.push(await list(token));
  return all;
}

/** The id of a connection of Acme's that people can sign in with. */
export async function connected(scalekit) {
  const simulator = { provider: ConnectionProvider.IDP_SIMULATOR, type: ConnectionType.OIDC };
  const { connection } = await scalekit.connection.createConnection(ACME, simulator);
  await scalekit.connection.enableConnection(ACME, connection.id);
  return connection.id;
}
