//! Beginning to sign in: rows 9 to 25.

use crate::source::AUTHORIZATION_URL;
use crate::source::BCP_CODE;
use crate::source::BCP_CSRF;
use crate::source::BCP_OPEN_REDIRECT;
use crate::source::BCP_REDIRECT;
use crate::source::BCP_REDIRECT_URI;
use crate::source::COMPLETE_LOGIN;
use crate::source::CORE_AUTH_ERROR;
use crate::source::CORE_AUTH_REQUEST;
use crate::source::CORE_ID_TOKEN;
use crate::source::CORE_NONCE;
use crate::source::CORE_OFFLINE;
use crate::source::CORE_THIRD_PARTY;
use crate::source::CORS;
use crate::source::FETCH_METADATA;
use crate::source::IDP_INITIATED;
use crate::source::IMPLEMENT_LOGIN;
use crate::source::INITIATE_LOGIN;
use crate::source::MANAGE_APPS;
use crate::source::MANAGE_SESSION;
use crate::source::OAUTH_CODE_REQUEST;
use crate::source::OAUTH_CSRF;
use crate::source::OAUTH_OPEN_REDIRECT;
use crate::source::ORGANIZATION_SWITCHING;
use crate::source::OWASP_REDIRECTS;
use crate::source::OWASP_SESSIONS;
use crate::source::PKCE_METHOD;
use crate::source::PKCE_VERIFIER;
use crate::source::REDIRECTS;
use crate::source::SINGLE_PAGE_APP;

practices! { SignIn;

REDIRECT_URI_IS_REGISTERED = "redirect-uri-is-registered", Some(9), Fake {
    sentence: "Requests a code for its own client, at an absolute redirect URI that is registered letter for \
          letter.",
    why: "Scheme, host, port, path and slash are compared exactly. Another URI gets an error page at Scalekit, and \
          the person never comes back.",
    fix: "Take the redirect URI from your settings, never from the `Host` header, and register exactly that text \
          under Redirects, Allowed callback URLs.",
    sources: [IMPLEMENT_LOGIN, REDIRECTS, OAUTH_CODE_REQUEST, BCP_REDIRECT_URI],
}

SCOPES_ARE_RIGHT = "scopes-are-right", Some(10), Fake {
    sentence: "Requests the scopes `openid profile email offline_access`.",
    why: "Without `offline_access` there is no refresh token, and people must sign in again when the access token \
          expires, after five minutes; without `openid` there is no ID token to sign out with.",
    fix: "List the four scopes in the options of the authorization URL; the SDKs' default has no `offline_access`.",
    sources: [IMPLEMENT_LOGIN, MANAGE_SESSION, CORE_OFFLINE],
}

STATE_IS_NEW = "state-is-new", Some(11), Fake {
    sentence: "Draws a new `state` of at least 128 random bits for each sign-in.",
    why: "`state` is how the callback knows its own sign-in. Where it is absent, constant or foretellable, \
          somebody can finish their sign-in in another person's browser, who then works in the wrong account.",
    fix: "Draw 32 bytes from the system's random generator at each sign-in, send them as `state` in base64url, and \
          remember them in an `HttpOnly` cookie for the callback.",
    sources: [IMPLEMENT_LOGIN, COMPLETE_LOGIN, OAUTH_CSRF, BCP_REDIRECT, BCP_CSRF],
}

STATE_IS_THIS_BROWSERS = "state-is-this-browsers", Some(12), Browser {
    sentence: "Ties `state` to the browser that began, by an `HttpOnly`, `Lax` cookie of at most ten minutes.",
    why: "A `state` that the server accepts from any browser protects nobody: the attacker sends the link of an \
          own, half finished sign-in, and the victim finishes it.",
    fix: "Keep `state` in a cookie that the callback's path receives (or in a session that such a cookie opens), \
          and compare the parameter with that browser's value.",
    sources: [COMPLETE_LOGIN, BCP_CSRF],
}

CALLBACK_COUNTS_ONCE = "callback-counts-once", Some(13), Browser {
    sentence: "Forgets the attempt when its callback arrives, whether the sign-in succeeds or not.",
    why: "An attempt that stays can be finished again from the browser's history, with a code that is spent or \
          stolen.",
    fix: "Delete the remembered `state`, nonce and verifier before the code is exchanged.",
    sources: [COMPLETE_LOGIN, BCP_CSRF],
}

TWO_TABS_SIGN_IN = "two-tabs-sign-in", Some(14), Browser {
    sentence: "Lets two tabs sign in at the same time, or sends the later one to a page that tries again.",
    why: "With room for one attempt the second tab overwrites the first, whose callback then ends in an error that \
          nobody understands.",
    fix: "Keep the attempts of a browser side by side, found by their `state`, and offer a new sign-in where none \
          is found.",
    sources: [BCP_CSRF],
}

PKCE = "pkce", Some(15), Fake {
    sentence: "Sends a PKCE challenge of method S256, from a verifier that is new for each sign-in.",
    why: "Without PKCE a code that leaks, by a log, a referrer or a malicious app, can be exchanged by whoever has \
          it; `plain` and a constant verifier protect as little. Public clients cannot do without.",
    fix: "Draw a verifier of 43 characters or more, send its SHA-256 as `code_challenge` with \
          `code_challenge_method=S256`, and send the verifier with the code to the token endpoint.",
    sources: [MANAGE_APPS, SINGLE_PAGE_APP, PKCE_VERIFIER, PKCE_METHOD, BCP_CODE],
}

NONCE_IS_NEW = "nonce-is-new", Some(16), Fake {
    sentence: "Sends a new `nonce` with each sign-in and finds it again in the ID token.",
    why: "The nonce ties the ID token to this attempt: without it, a token of another sign-in can be put in its \
          place and is accepted.",
    fix: "Draw a nonce as you draw `state`, remember it with the attempt, and refuse an ID token whose `nonce` is \
          another one or absent.",
    sources: [AUTHORIZATION_URL, CORE_ID_TOKEN, CORE_NONCE, BCP_CODE],
}

PROMPT_LOGIN_FOR_STEP_UP = "prompt-login-for-step-up", Some(17), Fake {
    sentence: "Sends `prompt=login` where the person must prove who they are again, and at no ordinary sign-in.",
    why: "With `prompt=login` at each sign-in the session at Scalekit is worth nothing: people type their password \
          again and again and believe that they were signed out.",
    fix: "Leave `prompt` out of the ordinary sign-in, send `login` before a sensitive action only, and after \
          `prompt=none` answer `login_required` with one ordinary sign-in.",
    sources: [IMPLEMENT_LOGIN, CORE_AUTH_REQUEST, CORE_AUTH_ERROR],
}

SELECTOR_IS_CHOSEN_HERE = "selector-is-chosen-here", Some(18), Browser {
    sentence: "Chooses the organization, connection, provider or hint of a sign-in itself.",
    why: "A selector that is copied from the query lets a link decide at which identity provider your people sign \
          in.",
    fix: "Look the selector up in your own data (the tenant of the host, say), and drop `organization_id`, \
          `connection_id` and the like from the query of the login route.",
    sources: [AUTHORIZATION_URL],
}

SWITCH_SELECTS_ACCOUNT = "switch-selects-account", Some(19), Fake {
    sentence: "Switches the organization by a new sign-in with `prompt=select_account`, and replaces the session.",
    why: "Within a session `organization_id` alone changes nothing: the person stays where they were. Old roles \
          that are kept count in the new organization.",
    fix: "Send `organization_id` together with `prompt=select_account`, and build the whole session anew from the \
          tokens that come back.",
    sources: [ORGANIZATION_SWITCHING],
}

SIGN_IN_BY_NAVIGATION = "sign-in-by-navigation", Some(20), Fake {
    sentence: "Begins a sign-in by a navigation of the whole page to `/oauth/authorize`.",
    why: "A `fetch` or a client-side router follows the redirect as a script: the browser sends no cookie to \
          Scalekit and blocks the answer by CORS, so nobody signs in.",
    fix: "Use a link, a form or `window.location` to your login route, which answers with a redirect.",
    sources: [IMPLEMENT_LOGIN, FETCH_METADATA, CORS],
}

RETURN_PATH_STAYS_HERE = "return-path-stays-here", Some(21), Browser {
    sentence: "Returns after the sign-in to a path of its own, and to nothing else that the request names.",
    why: "A `next=https://evil.example`, `//evil.example` or `/\\evil.example` that is followed makes your login \
          link the beginning of somebody's phishing.",
    fix: "Accept a return path that begins with exactly one `/`, without backslash or control character, keep it \
          on the server or in a cookie, and check it again before the redirect.",
    sources: [COMPLETE_LOGIN, BCP_OPEN_REDIRECT, OAUTH_OPEN_REDIRECT, OWASP_REDIRECTS],
}

DEEP_LINK_IS_RESTORED = "deep-link-is-restored", Some(22), Browser {
    sentence: "Leads the person to the page that they wanted before they had to sign in.",
    why: "A link in a mail that always ends at the dashboard has lost what it was sent for.",
    fix: "Remember the requested path with the attempt, and redirect to it after the callback.",
    sources: [COMPLETE_LOGIN],
}

SESSIONS_DO_NOT_STACK = "sessions-do-not-stack", Some(23), Browser {
    sentence: "Ends the session that a browser has when a new sign-in replaces it.",
    why: "The old session stays open on the server, with a refresh token that nobody uses and no sign-out ends.",
    fix: "Send a person who is signed in straight on, or delete the old session when the callback makes the new \
          one.",
    sources: [OWASP_SESSIONS],
}

IDP_INITIATED_IS_VERIFIED = "idp-initiated-is-verified", Some(24), Control {
    sentence: "Verifies the token of a sign-in that began at an identity provider, and then begins its own.",
    why: "An unverified token lets anybody choose the connection of a sign-in; a session made of it directly lets \
          them choose the person.",
    fix: "Check signature, issuer and expiry of `idp_initiated_login`, take its connection, organization and hint \
          into an authorization request with your own `state`, and begin an ordinary sign-in where it is no good.",
    sources: [IDP_INITIATED, CORE_THIRD_PARTY],
}

INITIATE_LOGIN_URL_WORKS = "initiate-login-url-works", Some(25), Browser {
    sentence: "Begins a sign-in at its initiate-login URL, also without any parameter.",
    why: "Scalekit sends people there from invitations, reset passwords, verified addresses and old login pages: \
          an error there is the first page that a new colleague sees.",
    fix: "Register a route that redirects to `/oauth/authorize`, whatever the query has.",
    sources: [INITIATE_LOGIN],
}

}
