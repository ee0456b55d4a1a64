//! Cookies, and where tokens are kept: rows 39 to 51.

use crate::source::COOKIE_LIMITS;
use crate::source::COOKIE_STORAGE;
use crate::source::COOKIES_BIS;
use crate::source::CORE_REFRESH;
use crate::source::LAUNCH_CHECKLIST;
use crate::source::LOGOUT;
use crate::source::MANAGE_SESSION;
use crate::source::OAUTH_TOKEN_RESPONSE;
use crate::source::OWASP_SESSIONS;
use crate::source::RP_LOGOUT;
use crate::source::SINGLE_PAGE_APP;

practices! { Cookies;

SESSION_COOKIE_ATTRIBUTES = "session-cookie-attributes", Some(39), Browser {
    sentence: "Sets the session cookie `HttpOnly`, `Secure`, `SameSite=Lax`, `Path=/`, without `Domain`.",
    why: "Without `HttpOnly` any script reads the session, without `Secure` any network, and with `Domain` every \
          neighbouring host.",
    fix: "Set `HttpOnly`, `SameSite=Lax` and `Path=/` where the cookie is set, and `Secure` too over https; call it \
          `__Host-…` there, so that browsers hold it to them.",
    sources: [MANAGE_SESSION, LAUNCH_CHECKLIST, OWASP_SESSIONS, COOKIES_BIS],
}

SAME_SITE_IS_LAX = "same-site-is-lax", Some(40), Browser {
    sentence: "Uses `SameSite=Lax` for `state` and for the session, so that one sign-in is enough.",
    why: "The callback comes from another site: `Strict` cookies are not sent with it nor with the redirect after \
          it. The state is missing, or the fresh session is not seen and the sign-in begins again.",
    fix: "Set `SameSite=Lax`, and let a CSRF token protect the forms.",
    sources: [COOKIES_BIS],
}

SAME_SITE_NONE_NEEDS_SECURE = "same-site-none-needs-secure", Some(41), Browser {
    sentence: "Sets `SameSite=None` together with `Secure`, or not at all.",
    why: "Browsers drop a cookie with `None` and without `Secure`.",
    fix: "Use `Lax`; add `Secure` where a cookie must go to other sites.",
    sources: [COOKIES_BIS],
}

COOKIE_REACHES_ITS_ROUTES = "cookie-reaches-its-routes", Some(42), Browser {
    sentence: "Chooses cookie paths so that pages, renewal and sign-out all get the cookies that they need.",
    why: "A cookie for `/api` is not sent to `/dashboard`, one for `/auth/refresh` not to `/logout`: the page \
          thinks nobody is signed in, and the sign-out has no ID token.",
    fix: "Keep one opaque session cookie at `Path=/` and the tokens on the server.",
    sources: [MANAGE_SESSION, COOKIE_STORAGE],
}

REFRESH_COOKIE_IS_SCOPED = "refresh-cookie-is-scoped", Some(43), Browser {
    sentence: "Sends a refresh token that is in a cookie to the renewal route alone.",
    why: "At `Path=/` the most precious token travels with each image and each log line of headers.",
    fix: "Keep refresh tokens on the server, or scope the cookie to the route that renews and let nothing else \
          depend on it.",
    sources: [MANAGE_SESSION],
}

TOKENS_HIDDEN_FROM_SCRIPTS = "tokens-hidden-from-scripts", Some(44), Browser {
    sentence: "Keeps tokens where no script can read them: not in pages, URLs, storage or readable cookies.",
    why: "One injected script sends a token from `localStorage` home, and no sign-out calls it back.",
    fix: "Keep tokens on the server behind an `HttpOnly` cookie; a single-page application keeps its access token \
          in memory.",
    sources: [MANAGE_SESSION, SINGLE_PAGE_APP, OWASP_SESSIONS],
}

COOKIE_TOKENS_ARE_ENCRYPTED = "cookie-tokens-are-encrypted", Some(45), Browser {
    sentence: "Encrypts tokens that are in cookies, with a strong key that all instances share.",
    why: "A signed cookie is readable: whoever sees it, in a log or on a disk, has the tokens. With the \
          framework's default key anybody can also write one.",
    fix: "Use authenticated encryption with a random key from the environment, or keep the tokens on the server; \
          treat what does not open as no session.",
    sources: [MANAGE_SESSION, OWASP_SESSIONS],
}

COOKIE_FITS = "cookie-fits", Some(46), Browser {
    sentence: "Keeps each cookie under 4,096 bytes, name and attributes included.",
    why: "Browsers drop a larger cookie without an error: a person with a few more roles can never sign in.",
    fix: "Put an opaque id into the cookie and the rest into a store on the server.",
    sources: [COOKIE_LIMITS, COOKIES_BIS],
}

INSTANCES_SHARE_SESSIONS = "instances-share-sessions", Some(47), Process {
    sentence: "Shares its sessions between instances, so that a sign-out at one counts at all.",
    why: "With a map in the memory of each process, people are signed in by luck of the load balancer, and stay so \
          elsewhere after a sign-out.",
    fix: "Keep sessions in a store that all instances use.",
    sources: [OWASP_SESSIONS],
}

SESSION_OUTLIVES_ACCESS_TOKEN = "session-outlives-access-token", Some(48), Control {
    sentence: "Keeps the session longer than the access token, and renews where the access token is gone.",
    why: "An access cookie that ends before its token, and a 401 where it is missing, sign people out after four \
          minutes although the refresh token is good for days.",
    fix: "Let the session's cookie last as long as the session; where no access token is left and a refresh token \
          is, renew.",
    sources: [MANAGE_SESSION],
}

MAX_AGE_IS_A_NUMBER = "max-age-is-a-number", Some(49), Control {
    sentence: "Computes cookie lifetimes also where an answer has no `expires_in`.",
    why: "`undefined - 60` is `NaN`: browsers ignore the attribute or drop the cookie. SDKs do not return the \
          lifetime of a renewal.",
    fix: "Read `exp` of the access token, and fall back to a default.",
    sources: [MANAGE_SESSION, OAUTH_TOKEN_RESPONSE],
}

HINT_AFTER_RENEWAL = "hint-after-renewal", Some(50), Fake {
    sentence: "Keeps the ID token of the sign-in through every renewal, until the sign-out.",
    why: "A renewal need not return an ID token. Who overwrites the stored one with nothing, or keeps it only as \
          long as the access token, signs out without a hint.",
    fix: "At a renewal replace access and refresh token, and the ID token only if the answer has one.",
    sources: [LOGOUT, MANAGE_SESSION, CORE_REFRESH, RP_LOGOUT],
}

ONE_COOKIE_A_NAME = "one-cookie-a-name", Some(51), Browser {
    sentence: "Has one cookie of each name: one path, one domain, and a `Set-Cookie` line for each.",
    why: "Name, domain and path together are a cookie's identity. Set at `/api` and rewritten at `/`, there are \
          two, and the sign-out deletes one.",
    fix: "Set, renew and clear a cookie with one constant set of attributes, and append `Set-Cookie` lines instead \
          of overwriting the header.",
    sources: [COOKIE_STORAGE],
}

}
