// The pages below `/spa` whose tokens are their own: a public client of Scalekit's, with PKCE (RFC 7636) and without a
// secret. What signs in and renews is oidc-client-ts.
//
// Tokens are in the memory of this tab and nowhere else: a script that is smuggled into another page, or a copy of the
// profile's folder, finds none. A reload forgets them, and a click on "Sign in" gets new ones, without a question as long
// as Scalekit knows the browser.

import { places } from "./places.js";

const { InMemoryWebStorage, OidcClient, UserManager, WebStorageStateStore } = globalThis.oidc;

const { authority, clientId: client_id } = places;

/** Begins the names of sign-ins under way: state, nonce and verifier, until the browser comes back. */
const UNDER_WAY = "oidc.";

/** Exported for the console, and for tests: `(await import("/spa/tokens.js")).manager`. */
export const manager = new UserManager({
  authority,
  client_id,
  redirect_uri: `${location.origin}/spa/callback`,
  post_logout_redirect_uri: `${location.origin}/spa/logged-out`,
  scope: "openid profile email offline_access",
  userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  stateStore: new WebStorageStateStore({ prefix: UNDER_WAY, store: sessionStorage }),
  staleStateAgeInSeconds: 600, // a code is good for as long
  revokeTokenTypes: ["refresh_token"], // and with it the access tokens (RFC 7009 §2.1)
  requestTimeoutInSeconds: 10,
});

const tabs = new BroadcastChannel("tokens");
const signOutButton = document.querySelector("#sign-out");

let view = "signed-out";
let user = null;

/** Shows what has changed, and a problem or an answer, if there is one. */
function show({ problem = null, answer = null, ...changed }) {
  ({ view = view, user = user } = changed);
  for (const part of document.querySelectorAll("[data-view]")) part.hidden = part.dataset.view !== view;
  for (const part of document.querySelectorAll("[data-signed-in]")) part.hidden = !user;
  const ends = user && new Date(user.expires_at * 1000).toLocaleTimeString();
  const words = { ...user?.profile, client: client_id, ends, answer, ...problem };
  for (const place of document.querySelectorAll("[data-text]")) {
    place.textContent = words[place.dataset.text] ?? "";
  }
  document.querySelector("#problem").hidden = !problem;
  document.querySelector("#answer").hidden = !answer;
}

function signIn() {
  const nonce = crypto.randomUUID(); // the library draws a state by itself, and compares both
  return manager.signinRedirect({ nonce }).catch((error) => {
    show({ problem: { title: "The sign-in has not begun", text: sentence(error) } });
  });
}

/** Finishes a sign-in: the code is taken out of the address, and exchanged. */
async function finish() {
  const callback = new URL(location.href);
  history.replaceState(null, "", "/spa/tokens");
  try {
    const issuer = await manager.metadataService.getIssuer();
    const answered = callback.searchParams.get("iss") ?? issuer; // RFC 9207
    if (answered !== issuer) throw new Error("another issuer answered");
    const finished = await manager.signinRedirectCallback(callback.href);
    // The library compares state and nonce. The signature may be left out, because the token endpoint itself gave the
    // token (OpenID Connect Core §3.1.3.7), and the rest of that section is here.
    const { iss, aud } = finished.profile;
    if (iss !== issuer || ![aud].flat().includes(client_id)) throw new Error("the token is not for this client");
    show({ view: "signed-in", user: finished });
  } catch (error) {
    await forget();
    show({ view: "signed-out", problem: { title: "You are not signed in", text: sentence(error) } });
  }
}

/** Asks Scalekit whose token this is, as a call of an API would. An access token that has expired is renewed once. */
async function ask() {
  try {
    let answer = await userinfo();
    if (answer.status === 401) {
      await manager.signinSilent();
      answer = await userinfo();
    }
    if (!answer.ok) throw new Error(`Scalekit answered with ${answer.status}`);
    const { email } = await answer.json();
    show({ answer: `Scalekit says that this token is of ${email}.` });
  } catch (error) {
    await lapse(error);
  }
}

async function userinfo() {
  const address = await manager.metadataService.getUserInfoEndpoint();
  const headers = { Authorization: `Bearer ${(await manager.getUser()).access_token}` };
  return fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(10_000) });
}

/** Shows that a renewal failed. A refused refresh token says that the session is over; anything else says nothing. */
async function lapse(error) {
  if (error.error === "invalid_grant") {
    await forget();
    show({ view: "signed-out", user: null, problem: { title: "Your session is over", text: "Scalekit has ended it." } });
  } else {
    show({ problem: { title: "You are still signed in", text: sentence(error) } });
  }
}

/** Signs out: revokes the tokens, then forgets them, then ends the session at Scalekit by a navigation. */
async function signOut() {
  signOutButton.disabled = true;
  try {
    await manager.metadataService.getEndSessionEndpoint(); // known before anything is given up
    await manager.revokeTokens();
  } catch (error) {
    show({ problem: { title: "You are still signed in", text: sentence(error) } });
    return;
  } finally {
    signOutButton.disabled = false;
  }
  const { id_token } = await manager.getUser();
  await forget();
  show({ view: "signed-out", user: null });
  tabs.postMessage("signed out");
  await manager.signoutRedirect({ id_token_hint: id_token });
}

/** Gives up the tokens of this tab, because another one says that the person signed out. */
async function hear() {
  const refresh_token = user?.refresh_token;
  show({ view: "signed-out elsewhere", user: null });
  await forget();
  const client = new OidcClient(manager.settings, manager.metadataService);
  // If this fails, the token ends with the session at Scalekit.
  if (refresh_token) await client.revokeToken(refresh_token, "refresh_token").catch(() => {});
}

async function forget() {
  await manager.removeUser();
  const underWay = Object.keys(sessionStorage).filter((name) => name.startsWith(UNDER_WAY));
  underWay.forEach((name) => sessionStorage.removeItem(name));
}

/** Returns a sentence that has no text of a request in it, where anybody could write one. */
function sentence(error) {
  if (error.error === "server_error") return "Scalekit has a fault at the moment. Please try again.";
  if (error.error) return "Scalekit refused it. Please try again.";
  if (error.name === "TypeError") return "Scalekit cannot be reached. Please try again.";
  return `That did not work: ${error.message}. Please try again.`;
}

tabs.addEventListener("message", hear);
manager.events.addUserLoaded((renewed) => user && show({ user: renewed }));
manager.events.addSilentRenewError(lapse);
signOutButton.addEventListener("click", signOut);
document.querySelector("#ask").addEventListener("click", ask);
for (const button of document.querySelectorAll("[data-sign-in]")) button.addEventListener("click", signIn);

const at = { "/spa/callback": finish, "/spa/login": signIn, "/spa/logged-out": () => show({ view: "logged-out" }) };
await (at[location.pathname] ?? (() => show({})))();
