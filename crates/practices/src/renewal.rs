//! The validation of requests, and renewal: rows 52 to 66.

use crate::source::BCP_REFRESH;
use crate::source::COMPLETE_LOGIN;
use crate::source::CORE_KEY_ROTATION;
use crate::source::CORE_REFRESH;
use crate::source::HTTP_SAFE;
use crate::source::INTROSPECTION;
use crate::source::JWT_ALGORITHM;
use crate::source::JWT_AUDIENCE;
use crate::source::JWT_EXPIRY;
use crate::source::JWT_ISSUER;
use crate::source::JWT_KIND;
use crate::source::KEY_SET;
use crate::source::LAUNCH_CHECKLIST;
use crate::source::LOGOUT;
use crate::source::MANAGE_SESSION;
use crate::source::MULTI_APP;
use crate::source::OAUTH_ERROR;
use crate::source::OAUTH_REFRESH;
use crate::source::OAUTH_TOKEN_RESPONSE;
use crate::source::OWASP_CSRF;
use crate::source::SESSION_POLICY;
use crate::source::TOKEN_CLAIMS;

practices! { Renewal;

REQUESTS_ARE_VERIFIED = "requests-are-verified", Some(52), Browser {
    sentence: "Checks on the server, at each protected request, that the session or token is good.",
    why: "A guard that looks whether a cookie is there lets in whoever writes one; one that ignores the answer of \
          the check, or does not await it, lets in everybody.",
    fix: "Look the session up, or verify signature and expiry of the access token, and act on the result; refuse \
          an ID token in its place: `aud` is the same, and `jti` and `scopes` are in the access token alone.",
    sources: [COMPLETE_LOGIN, LAUNCH_CHECKLIST, JWT_KIND],
}

ISSUER_AND_AUDIENCE_ARE_CHECKED = "issuer-and-audience-are-checked", Some(53), Control {
    sentence: "Compares `iss` and `aud` of a token with its environment and its client.",
    why: "The SDKs' default check is signature and expiry: a token for another application of the same environment \
          passes.",
    fix: "Pass issuer and audience to the SDK's validation, or compare both yourself; `aud` is a text or a list.",
    sources: [COMPLETE_LOGIN, JWT_ISSUER, JWT_AUDIENCE],
}

ALGORITHM_IS_PINNED = "algorithm-is-pinned", Some(54), Control {
    sentence: "Accepts RS256 with the environment's own keys, whatever the token's header says.",
    why: "`alg: none`, HS256 with the public key as secret, or a `jku` of the attacker turn any text into a valid \
          token where the header is believed.",
    fix: "Name RS256 as the only algorithm, and take keys from the `/keys` of your environment alone.",
    sources: [COMPLETE_LOGIN, JWT_ALGORITHM],
}

KEYS_ARE_CACHED = "keys-are-cached", Some(55), Fake {
    sentence: "Caches the key set, and fetches it again, once, for a `kid` that it does not know.",
    why: "Keys that are fetched at every request make each page wait for Scalekit; keys that are kept for ever \
          refuse every token after a rotation, until a restart.",
    fix: "Keep the keys in one client for the life of the process; at an unknown `kid` fetch once, and then not \
          again for a minute.",
    sources: [COMPLETE_LOGIN, KEY_SET, CORE_KEY_ROTATION],
}

CLOCKS_HAVE_LEEWAY = "clocks-have-leeway", Some(56), Control {
    sentence: "Allows clocks to differ by half a minute, and no more than a minute.",
    why: "Without leeway a token is not valid yet on a machine that is a second behind; with hours of it an \
          expired one still is.",
    fix: "Set the leeway of the JWT library to 30 to 60 seconds, for `exp`, `nbf` and `iat`.",
    sources: [JWT_EXPIRY],
}

NEWEST_REFRESH_TOKEN = "newest-refresh-token", Some(57), Fake {
    sentence: "Stores the refresh token of each renewal, and presents that one next.",
    why: "Each renewal replaces the refresh token. An old one that comes back later is refused and looks stolen: \
          the session ends for the application and for the person.",
    fix: "Write access and refresh token of the answer into the session together, in place of the old ones.",
    sources: [MANAGE_SESSION, OAUTH_REFRESH, BCP_REFRESH],
}

NEW_TOKENS_ARE_STORED_FIRST = "new-tokens-are-stored-first", Some(58), Control {
    sentence: "Stores renewed tokens before it does anything else with the request.",
    why: "If the handler fails or the browser hangs up after the renewal, the new refresh token is lost and the \
          old one is spent.",
    fix: "Commit both tokens to the session in one step as soon as the answer is there, in work that a closed \
          connection does not cancel.",
    sources: [MANAGE_SESSION],
}

ONE_RENEWAL = "one-renewal", Some(59), Fake {
    sentence: "Renews once for all the requests that find the access token expired at the same time.",
    why: "A page that loads ten things after five minutes sends ten renewals with one refresh token. One wins; the \
          others present a spent token, and outside the grace of seconds the person is thrown out.",
    fix: "Let the first request of a session renew, and the others wait for its result: a lock or a shared promise \
          by session, and a lock in the store where there are several instances.",
    sources: [MANAGE_SESSION, BCP_REFRESH],
}

OUTAGE_KEEPS_SESSION = "outage-keeps-session", Some(60), Control {
    sentence: "Ends the session at `invalid_grant`, and keeps it at a timeout or a 5xx.",
    why: "If every failed renewal signs out, one restart at Scalekit signs out all the people of an application.",
    fix: "Look at the error code: `invalid_grant` is final, everything else is to be tried again later.",
    sources: [MULTI_APP, OAUTH_ERROR],
}

DEAD_TOKEN_IS_DROPPED = "dead-token-is-dropped", Some(61), Fake {
    sentence: "Drops the whole local session at `invalid_grant`, after one attempt.",
    why: "A refresh token that was refused is never accepted again. Who keeps it sends it with every request, and \
          the person has a page that neither works nor lets them sign in.",
    fix: "At `invalid_grant` delete the session and its cookies, answer 401 to a script, and send a page to the \
          sign-in.",
    sources: [MANAGE_SESSION, MULTI_APP, OAUTH_ERROR],
}

RENEWAL_WHEN_DUE = "renewal-when-due", Some(62), Fake {
    sentence: "Renews shortly before the access token expires, and leaves a good one alone.",
    why: "A renewal at each request makes every page slower, spends a refresh token each time, and so makes lost \
          and raced tokens likely.",
    fix: "Renew when less than a minute of the token's life is left, by its `exp`, and not before.",
    sources: [MANAGE_SESSION],
}

SPARSE_RENEWAL_IS_ENOUGH = "sparse-renewal-is-enough", Some(63), Control {
    sentence: "Needs no more of a renewal than its tokens, and reads roles anew from each access token.",
    why: "`id_token`, `expires_in` and `scope` may be missing at a renewal; a client that needs them fails after \
          five minutes. Roles of the sign-in grow stale.",
    fix: "Keep what the answer does not have, and replace roles and permissions by those of the new access token.",
    sources: [TOKEN_CLAIMS, OAUTH_TOKEN_RESPONSE, CORE_REFRESH],
}

RENEWAL_ROUTE_IS_POST = "renewal-route-is-post", Some(64), Browser {
    sentence: "Lets its own pages alone trigger a renewal: by POST, with CSRF protection, and no token in the \
          answer.",
    why: "A GET that renews can be fired by any image on any site, and tokens in its body are for every script to \
          read.",
    fix: "Answer GET with 405, check the CSRF token or `Origin`, answer 401 at failure, and set cookies instead of \
          returning tokens.",
    sources: [MANAGE_SESSION, HTTP_SAFE, OWASP_CSRF],
}

SESSION_ENDS_WITH_SCALEKITS = "session-ends-with-scalekits", Some(65), Control {
    sentence: "Ends the local session when the session at Scalekit has ended, within an access token's life.",
    why: "A local cookie of thirty days that never renews ignores idle limits, revocations and sign-outs \
          elsewhere.",
    fix: "Let the session live from renewal to renewal, and drop it when one is refused.",
    sources: [MANAGE_SESSION, SESSION_POLICY, MULTI_APP],
}

LIFETIME_FROM_TOKEN = "lifetime-from-token", Some(66), Control {
    sentence: "Reads how long an access token lives from `exp` or `expires_in`.",
    why: "The lifetime is a setting of the environment. A hard-coded hour serves tokens that expired after five \
          minutes.",
    fix: "Store the expiry of each token and compare it with the clock.",
    sources: [COMPLETE_LOGIN, JWT_EXPIRY],
}

OWN_TOKENS_ONLY = "own-tokens-only", None, Fake {
    sentence: "Introspects the tokens that were issued to it, and refuses those of other clients.",
    why: "A token of another client is a stranger's: an application that takes its word accepts whatever any other \
          application of the environment was given.",
    fix: "Verify the access token locally and compare `aud` and `client_id` with your own; introspect only what \
          came to your client.",
    sources: [INTROSPECTION, JWT_AUDIENCE],
}

TOKEN_ENDS_WITH_SESSION = "token-ends-with-session", None, Fake {
    sentence: "Forgets an access token when its session ends, though the token has minutes left.",
    why: "An access token is good until it expires for whoever only verifies it. Who still uses it after the \
          sign-out acts for a person who left.",
    fix: "Delete the tokens with the session at the sign-out, at `invalid_grant` and at a logout message, and let \
          work in the background look the session up before it calls.",
    sources: [LOGOUT, MULTI_APP],
}

}
