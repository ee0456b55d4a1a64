// Signs Alice in with what Node brings, and signs her out wrongly: the server requests /oidc/logout itself.
// `mock-idp exec` has set the variables.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { json } from "node:stream/consumers";

const {
  MOCK_IDP_CONTROL_URL: control,
  SCALEKIT_ENVIRONMENT_URL: environment,
  SCALEKIT_CLIENT_ID: clientId,
  SCALEKIT_CLIENT_SECRET: secret,
  SCALEKIT_REDIRECT_URI: redirectUri,
} = process.env;

// Three parties, each with connections and a name of its own: the test, the browser, and the application's server.
const test = { agent: new Agent(), headers: { "User-Agent": "trial-test/1" } };
const browser = { agent: new Agent(), headers: { "User-Agent": "Mozilla/5.0 (trial)", "Sec-Fetch-Dest": "document" } };
const server = { agent: new Agent(), headers: { "User-Agent": "trial-server/1" } };

/** Sends a request of a party, and resolves to the response. */
function send({ agent, headers }, method, url, body = "", more = {}) {
  return new Promise((resolve, reject) => {
    request(url, { method, agent, headers: { ...headers, ...more } }, resolve).on("error", reject).end(body);
  });
}

const whom = JSON.stringify({ want: "next_browser", user: "alice@acme.example" });
await send(test, "POST", `${control}/sign-in`, whom, { "Content-Type": "application/json" });

const verifier = randomBytes(32).toString("base64url");
const authorize = new URLSearchParams({
  response_type: "code",
  client_id: clientId,
  redirect_uri: redirectUri,
  scope: "openid profile email offline_access",
  state: randomBytes(16).toString("base64url"),
  nonce: randomBytes(16).toString("base64url"),
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
});
const redirected = await send(browser, "GET", `${environment}/oauth/authorize?${authorize}`);
const code = new URL(redirected.headers.location).searchParams.get("code");

const form = { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: redirectUri };
const answer = await send(server, "POST", `${environment}/oauth/token`, `${new URLSearchParams(form)}`, {
  Authorization: `Basic ${btoa(`${clientId}:${secret}`)}`,
  "Content-Type": "application/x-www-form-urlencoded",
});
const { id_token: idToken } = await json(answer);
const { email } = JSON.parse(Buffer.from(idToken.split(".")[1], "base64url"));
assert.equal(email, "alice@acme.example");
console.log(`signed in as ${email}`);

await send(server, "GET", `${environment}/oidc/logout?${new URLSearchParams({ id_token_hint: idToken })}`);
process.exit();
