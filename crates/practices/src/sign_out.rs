//! Signing out: rows 77 to 98.

use crate::source::BCP_HISTORY;
use crate::source::BCP_REDIRECT_307;
use crate::source::CLEAR_SITE_DATA;
use crate::source::COOKIE_STORAGE;
use crate::source::COOKIES_BIS;
use crate::source::FETCH_METADATA;
use crate::source::FORM_ACTION;
use crate::source::HTTP_303;
use crate::source::HTTP_IDEMPOTENT;
use crate::source::HTTP_SAFE;
use crate::source::LAUNCH_CHECKLIST;
use crate::source::LOGOUT;
use crate::source::MANAGE_SESSION;
use crate::source::MULTI_APP;
use crate::source::OWASP_CSRF;
use crate::source::OWASP_SESSIONS;
use crate::source::REDIRECTS;
use crate::source::REVOCATION;
use crate::source::RP_LOGOUT;
use crate::source::RP_LOGOUT_REDIRECT;
use crate::source::SINGLE_PAGE_APP;
use crate::source::WEB_APP;

practices! { SignOut;

LOGOUT_CARRIES_HINT = "logout-carries-hint", Some(77), Fake {
    sentence: "Reads the ID token before it clears the session, and sends it to the logout as `id_token_hint`.",
    why: "Who clears first has nothing left to send. Without the hint the logout has the browser's cookie alone to \
          go by: nothing says which session and which application are meant.",
    fix: "Take the ID token out of the session, build the logout URL with it, then clear the session and redirect.",
    sources: [LOGOUT, LAUNCH_CHECKLIST, RP_LOGOUT],
}

LOGOUT_REACHES_SCALEKIT = "logout-reaches-scalekit", Some(78), Browser {
    sentence: "Sends the browser to `/oidc/logout` when somebody signs out, after its own session is over.",
    why: "Cleared cookies of the application leave the session at Scalekit alive: the next click on “Sign in” lets \
          whoever sits there in, without a question.",
    fix: "Answer the sign-out with a redirect to the logout URL, with `id_token_hint` and \
          `post_logout_redirect_uri`.",
    sources: [LOGOUT, LAUNCH_CHECKLIST, RP_LOGOUT],
}

LOGOUT_BY_NAVIGATION = "logout-by-navigation", Some(79), Fake {
    sentence: "Lets the browser itself navigate to `/oidc/logout`: no script, image, frame or server requests it.",
    why: "Scalekit finds the session by a cookie that the browser sends at a top-level navigation only. Any other \
          request gets its redirect and ends nothing.",
    fix: "Answer the sign-out with a redirect to the logout URL; where a script must begin it, return the URL and \
          set `window.location`.",
    sources: [LOGOUT, WEB_APP, SINGLE_PAGE_APP, FETCH_METADATA, COOKIES_BIS],
}

REDIRECT_IS_303 = "redirect-is-303", Some(80), Fake {
    sentence: "Redirects from its sign-out to Scalekit with 303, or 302, and never with 307 or 308.",
    why: "307 and 308 repeat the POST at Scalekit: the browser withholds its `Lax` cookie from a cross-site POST, \
          so nothing ends, and the body of your form goes to another site.",
    fix: "Set the status of the redirect to 303; some frameworks take 307 if none is given.",
    sources: [LOGOUT, HTTP_303, BCP_REDIRECT_307, COOKIES_BIS],
}

EVERY_COOKIE_IS_CLEARED = "every-cookie-is-cleared", Some(81), Browser {
    sentence: "Clears each of its cookies with the name, path and domain that it was set with.",
    why: "A deletion at `/` does not touch the cookie at `/api`: the browser keeps it, and it still opens what it \
          opened.",
    fix: "Write the attributes once and use them to set, to renew and to clear.",
    sources: [LOGOUT, COOKIE_STORAGE],
}

SESSION_DIES_ON_THE_SERVER = "session-dies-on-the-server", Some(82), Browser {
    sentence: "Ends the session on the server, so that a copy of the cookie is worth nothing.",
    why: "A cookie that is only deleted in the browser lives on in every copy: in a proxy's log, a backup, another \
          hand.",
    fix: "Delete the record that the cookie names; a sealed cookie needs a list of ended sessions.",
    sources: [OWASP_SESSIONS, LOGOUT],
}

LOGOUT_COUNTS_AT_ONCE = "logout-counts-at-once", Some(83), Browser {
    sentence: "Refuses pages and calls of a session from the moment of its sign-out.",
    why: "If routes only verify the access token, the person is still served until it expires.",
    fix: "Look the session up at each request, besides verifying the token.",
    sources: [OWASP_SESSIONS, LOGOUT],
}

ONLY_THE_PERSON_SIGNS_OUT = "only-the-person-signs-out", Some(84), Browser {
    sentence: "Signs out at a POST of its own page with a CSRF token; a GET only shows a question.",
    why: "A GET that signs out is fired by an image, a prefetch, a crawler, or a link on any other site; a POST without a \
          token by a form of any other site, and so is one that clears the cookie whether the browser sent it or not.",
    fix: "Make the button a form with a CSRF token, check `Origin` or `Sec-Fetch-Site` as well, and refuse GET or \
          answer it with a page that has that form.",
    sources: [HTTP_SAFE, OWASP_CSRF, FETCH_METADATA],
}

REFUSED_LOGOUT_IS_VISIBLE = "refused-logout-is-visible", Some(85), Browser {
    sentence: "Says so when a sign-out was refused, and leaves the person signed in.",
    why: "A page that acts as if leaves an open session behind, and its owner goes away.",
    fix: "Answer 403 with a page that has the button again, and let scripts look at the status.",
    sources: [OWASP_CSRF],
}

SCRIPT_CLEARS_AFTER_SUCCESS = "script-clears-after-success", Some(86), Browser {
    sentence: "Clears the state of a single-page application after the server's sign-out succeeded.",
    why: "Cleared first, the page shows “signed out” while the server's session lives.",
    fix: "Await the answer, check its status, clear, and navigate to the logout URL that it names.",
    sources: [SINGLE_PAGE_APP, LOGOUT],
}

POST_LOGOUT_URI_IS_REGISTERED = "post-logout-uri-is-registered", Some(87), Fake {
    sentence: "Names one absolute, registered `post_logout_redirect_uri`, from its settings.",
    why: "A relative or unregistered address is refused: the person is stranded on an error page at Scalekit, \
          still signed in. One that is taken from the request is an open redirect.",
    fix: "Put the address in your settings, register exactly that text under Redirects, Post logout URL, and send \
          it with every logout.",
    sources: [LOGOUT, REDIRECTS, RP_LOGOUT_REDIRECT],
}

LOGOUT_STATE_IS_NEW = "logout-state-is-new", Some(88), Fake {
    sentence: "Draws a new `state` for each logout, if it sends one, and checks it on return.",
    why: "A constant `state` proves nothing about where the return came from.",
    fix: "Draw it like the one of a sign-in and compare it on the landing page, or leave it out.",
    sources: [RP_LOGOUT, RP_LOGOUT_REDIRECT],
}

LANDING_PAGE_WAITS = "landing-page-waits", Some(89), Browser {
    sentence: "Lands after the logout on a public page that begins no sign-in by itself.",
    why: "A protected landing page sends the browser to the sign-in at once, and a session at the organization's \
          identity provider lets it in: the sign-out is undone within a second.",
    fix: "Register a page that needs no session, with a link to sign in, as the post-logout address.",
    sources: [LOGOUT],
}

LOGOUT_IS_IDEMPOTENT = "logout-is-idempotent", Some(90), Browser {
    sentence: "Signs out twice, late, without a session or with an expired ID token, and never with an error.",
    why: "A second click, an old tab and a long lunch are ordinary; an error page there looks as if one were still \
          signed in.",
    fix: "Clear what is there, send the hint if there is one, however old, and redirect in every case.",
    sources: [LOGOUT, RP_LOGOUT, HTTP_IDEMPOTENT],
}

LOGOUT_SURVIVES_OUTAGE = "logout-survives-outage", Some(91), Control {
    sentence: "Ends its own session also while Scalekit cannot be reached.",
    why: "If the local sign-out waits for a call to Scalekit that fails, the person stays signed in.",
    fix: "End the local session first, and let the browser go to Scalekit; no call of the server is needed.",
    sources: [LOGOUT],
}

NO_RENEWAL_AFTER_LOGOUT = "no-renewal-after-logout", Some(92), Fake {
    sentence: "Renews no session that was signed out, and drops a renewal that comes home after the sign-out.",
    why: "The refresh token died with the session. A renewal that was under way can set the cookie again and bring \
          the session back, in the browser of a person who left.",
    fix: "Delete the refresh token at the sign-out, stop timers that renew, and store a renewed token only if its \
          session still exists.",
    sources: [LOGOUT, MULTI_APP, MANAGE_SESSION],
}

LOGOUT_PROMISE_IS_TRUE = "logout-promise-is-true", Some(93), Nobody {
    sentence: "Promises no more than it did: the session at the organization's identity provider goes on.",
    why: "After “signed out everywhere” people leave a shared computer whose next sign-in needs no password.",
    fix: "Say what ended; where it matters, begin the next sign-in with `prompt=login`.",
    sources: [LOGOUT],
}

HINT_STAYS_OUT_OF_OWN_URLS = "hint-stays-out-of-own-urls", Some(94), Browser {
    sentence: "Shows the ID token to Scalekit's logout URL alone, never in a URL of its own.",
    why: "`/logout?id_token=…` writes the token, with name and address of the person, into histories, referrers \
          and access logs.",
    fix: "Read the token from the session on the server, and send the redirect with `Referrer-Policy: no-referrer` \
          and `Cache-Control: no-store`.",
    sources: [BCP_HISTORY, LOGOUT],
}

FORM_ACTION_ALLOWS_SCALEKIT = "form-action-allows-scalekit", Some(95), Browser {
    sentence: "Lets its Content-Security-Policy allow the form of the sign-out to lead to Scalekit.",
    why: "Chromium applies `form-action` to redirects as well: with `'self'` alone the browser stays where it is, \
          and nobody sees why.",
    fix: "Add the environment's origin to `form-action`.",
    sources: [FORM_ACTION],
}

OTHER_TABS_NOTICE = "other-tabs-notice", Some(96), Browser {
    sentence: "Lets other tabs find out at their next request that the session is over.",
    why: "A tab that goes on showing a name and buttons invites the next person to use them.",
    fix: "Answer 401 or the sign-in, and let the page reset itself at a 401.",
    sources: [LOGOUT],
}

LOGOUT_CLEARS_LEFTOVERS = "logout-clears-leftovers", Some(97), Browser {
    sentence: "Clears CSRF tokens, return paths, attempts and stored profiles along with the session.",
    why: "What is left belongs to the last person and is found by the next.",
    fix: "Name each cookie and storage key that the application sets, and clear them in one place.",
    sources: [OWASP_SESSIONS],
}

CLEAR_SITE_DATA_IS_EXTRA = "clear-site-data-is-extra", Some(98), Browser {
    sentence: "Treats `Clear-Site-Data` as an addition to clearing its cookies, not as the way to do it.",
    why: "Browsers support it in part, ignore it over `http`, and the server's session knows nothing of it.",
    fix: "End the session and clear each cookie by name; add the header if you like.",
    sources: [CLEAR_SITE_DATA],
}

HINT_OF_THIS_SESSION = "hint-of-this-session", None, Fake {
    sentence: "Sends the ID token of the session that the browser has, not one of an earlier sign-in or another \
          person.",
    why: "Hint and cookie then name two sessions. The cookie decides, so another session ends than the one that \
          was meant, and the application believes the wrong one to be over.",
    fix: "Replace the stored ID token at each sign-in, and keep it in the session of that browser, not in a \
          variable or a cache that sessions share.",
    sources: [LOGOUT, RP_LOGOUT],
}

LOGOUT_ENDPOINT_IS_OIDC_LOGOUT = "logout-endpoint-is-oidc-logout", None, Fake {
    sentence: "Sends the browser to `/oidc/logout`, where Scalekit ends sessions.",
    why: "`/end_session`, `/logout` and their like are no addresses of an environment: the person gets a 404, and \
          the session goes on. Python SDK 2.0.0 and 2.0.1 build such a URL.",
    fix: "Use the SDK's logout URL of a newer release, or `end_session_endpoint` of the discovery document.",
    sources: [LOGOUT, RP_LOGOUT],
}

REVOKES_WHAT_LIVES = "revokes-what-lives", None, Fake {
    sentence: "Revokes the tokens that it holds: `/revoke` gets a refresh or access token of its own.",
    why: "`/revoke` answers 200 whatever it gets, so a wrong token looks like success: nothing was revoked.",
    fix: "Send the current refresh token as `token`, not an ID token, a code or an old one. To end a session, send \
          the browser to `/oidc/logout`.",
    sources: [REVOCATION, LOGOUT],
}

}
