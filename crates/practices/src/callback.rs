//! The callback and the exchange of the code: rows 26 to 38.

use crate::source::BCP_CSRF;
use crate::source::BCP_HISTORY;
use crate::source::BCP_REFERER;
use crate::source::COMPLETE_LOGIN;
use crate::source::COOKIE_LIMITS;
use crate::source::COOKIES_BIS;
use crate::source::CORE_AUTH_ERROR;
use crate::source::CORE_ID_TOKEN;
use crate::source::CORE_STABILITY;
use crate::source::ERROR_CODES;
use crate::source::HTTP_IDEMPOTENT;
use crate::source::JWT_ALGORITHM;
use crate::source::LAUNCH_CHECKLIST;
use crate::source::MANAGE_SESSION;
use crate::source::OAUTH_CLIENT_PASSWORD;
use crate::source::OAUTH_CODE_RESPONSE;
use crate::source::OAUTH_CSRF;
use crate::source::OAUTH_TOKEN_REQUEST;
use crate::source::OWASP_CSRF;
use crate::source::OWASP_ERRORS;
use crate::source::OWASP_SESSIONS;
use crate::source::REFERRER_POLICY;
use crate::source::WEB_APP;

practices! { Callback;

STATE_BEFORE_CODE = "state-before-code", Some(26), Browser {
    sentence: "Looks at `error`, then at `state`, and only then exchanges the code.",
    why: "Who exchanges first, or does not compare at all, spends the code of a stranger's callback and lets a \
          link decide who is signed in.",
    fix: "Return early at `error`; refuse a `state` that is missing, doubled or not this browser's, compared in \
          constant time; call the token endpoint after that.",
    sources: [COMPLETE_LOGIN, LAUNCH_CHECKLIST, OAUTH_CSRF, BCP_CSRF],
}

CALLBACK_ERROR_IS_NOT_ECHOED = "callback-error-is-not-echoed", Some(27), Browser {
    sentence: "Shows its own words for an `error` of the callback, never the `error_description` of the URL.",
    why: "Anybody can make a link to your callback: what it repeats is their text on your page, or their script.",
    fix: "Map the codes that you know to sentences of your own, show one general sentence for the rest, and log \
          the code.",
    sources: [LAUNCH_CHECKLIST, OAUTH_CODE_RESPONSE, OWASP_ERRORS],
}

SIGN_IN_DOES_NOT_LOOP = "sign-in-does-not-loop", Some(28), Fake {
    sentence: "Ends a sign-in that failed on a page with a link to try again, after one retry at most.",
    why: "A callback that answers each error with a new sign-in sends the browser in circles: the same error comes \
          back at once, until the browser gives up.",
    fix: "Show a page with the reason and a button; begin again by yourself for `login_required` alone, and once.",
    sources: [COMPLETE_LOGIN, ERROR_CODES, CORE_AUTH_ERROR],
}

CALLBACK_WITHOUT_CODE = "callback-without-code", Some(29), Browser {
    sentence: "Answers a callback without a code with a page, not with a crash.",
    why: "Bookmarks, scanners and cut links reach that route; a 500 there is an alarm without a cause.",
    fix: "Check that exactly one `code` is there, and lead to the sign-in where it is not.",
    sources: [COMPLETE_LOGIN],
}

EXCHANGE_ON_THE_SERVER = "exchange-on-the-server", Some(30), Fake {
    sentence: "Exchanges the code on its server: a form in a POST, the same redirect URI, the secret in body or \
          header.",
    why: "A secret in a URL is in every access log on the way, and one that a browser sends is everybody's. With \
          another redirect URI than the sign-in's the code is refused.",
    fix: "Call the SDK's exchange in the callback's handler with the redirect URI of the authorization request; in \
          your own client send `application/x-www-form-urlencoded`.",
    sources: [WEB_APP, OAUTH_TOKEN_REQUEST, OAUTH_CLIENT_PASSWORD],
}

CODE_IS_USED_ONCE = "code-is-used-once", Some(31), Fake {
    sentence: "Exchanges a code once, and begins a new sign-in when that fails.",
    why: "A code that comes twice looks stolen: it is refused, and the tokens that the first use gave can be \
          revoked with it, so the person is thrown out.",
    fix: "Do not retry the exchange, delete the attempt before it, and answer `invalid_grant` with a page that \
          begins anew; look for a callback that a double click or a prefetch sends twice.",
    sources: [COMPLETE_LOGIN, OAUTH_CODE_RESPONSE, OAUTH_TOKEN_REQUEST],
}

ID_TOKEN_IS_VERIFIED = "id-token-is-verified", Some(32), Control {
    sentence: "Verifies the ID token: RS256, key, issuer, audience, expiry, nonce.",
    why: "Some SDKs decode the token and check nothing: a token of another key, issuer or client signs its bearer \
          in.",
    fix: "Validate it with a JWT library against `/keys`: pin RS256, compare `iss` exactly, look for your client \
          id in `aud` (a text or a list), and check `exp`, `iat` and `nonce`.",
    sources: [COMPLETE_LOGIN, CORE_ID_TOKEN, JWT_ALGORITHM],
}

PERSON_IS_SUB = "person-is-sub", Some(33), Control {
    sentence: "Knows a person by `sub`, with `oid` for the organization, and not by e-mail address.",
    why: "Addresses change hands and can be unverified: an account that is found by address opens for whoever has \
          it today.",
    fix: "Store `sub` as the key of the account, and link by address only where `email_verified` is true.",
    sources: [COMPLETE_LOGIN, CORE_STABILITY],
}

PERSON_FROM_VERIFIED_TOKEN = "person-from-verified-token", Some(34), Browser {
    sentence: "Takes person and organization from the verified token, not from a cookie or parameter that can be \
          edited.",
    why: "A `user` cookie in plain JSON, or an id in the form, makes everybody whoever they write there.",
    fix: "Keep the verified claims in the session on the server, or in an encrypted cookie, and read them from \
          there.",
    sources: [COMPLETE_LOGIN, OWASP_SESSIONS],
}

SESSION_ID_IS_NEW = "session-id-is-new", Some(35), Browser {
    sentence: "Gives the session a new id when somebody signs in.",
    why: "Who planted an id before the sign-in has a signed-in session after it: session fixation.",
    fix: "Regenerate the session id in the callback, and delete the old session.",
    sources: [OWASP_SESSIONS],
}

CALLBACK_URL_IS_LEFT = "callback-url-is-left", Some(36), Browser {
    sentence: "Redirects from the callback to a clean URL, uncached and without a referrer.",
    why: "A page that stays at `?code=…&state=…` keeps both in the history and gives them to every third party \
          whose image it loads.",
    fix: "Answer the callback with a redirect, `Cache-Control: no-store` and `Referrer-Policy: no-referrer`.",
    sources: [BCP_REFERER, BCP_HISTORY, REFERRER_POLICY],
}

CSRF_EXEMPTS_CALLBACK_ONLY = "csrf-exempts-callback-only", Some(37), Browser {
    sentence: "Exempts the callback from CSRF protection, and no other route.",
    why: "The callback is a GET that `state` protects. An exemption for the whole application opens every form to \
          other sites.",
    fix: "Name the callback's path in the exemption, and test that each other POST without a token gets 403.",
    sources: [OWASP_CSRF],
}

FIRST_SIGN_IN_IS_IDEMPOTENT = "first-sign-in-is-idempotent", Some(38), Browser {
    sentence: "Creates a person's local record once, also if two first callbacks arrive together.",
    why: "A double click at the first sign-in makes two records, and the person's work is spread over both.",
    fix: "Insert or update under a unique key of `sub`.",
    sources: [HTTP_IDEMPOTENT],
}

CALLBACK_FINISHES = "callback-finishes", None, Fake {
    sentence: "Keeps the session that its callback made, so that the next page finds the person signed in.",
    why: "The tokens were issued, and a moment later the same browser begins to sign in again: the session was \
          lost on the way. Most often its cookie is larger than 4,096 bytes, which browsers drop without a word; \
          else it has `SameSite=Strict`, another path, or `Secure` on `http`.",
    fix: "Keep the tokens on the server and a short id in the cookie. Else look at the callback's `Set-Cookie` in \
          the browser's network view: its size, `SameSite=Lax`, `Path=/`, and `Secure` on https alone.",
    sources: [COOKIE_LIMITS, COOKIES_BIS, MANAGE_SESSION],
}

}
