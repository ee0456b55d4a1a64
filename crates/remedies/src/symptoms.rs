//! The symptoms, in the order in which they are noticed.

use practices as p;

use crate::{Cause, Symptom};

/// What people see, and what may be behind it.
pub static SYMPTOMS: &[Symptom] = &[
    Symptom {
        id: "in-again-without-a-question",
        seen: "After the sign-out, “Sign in” lets the person in without a question",
        causes: &[
            Cause {
                record: "`logout.ended_nothing`: the request to `/oidc/logout` came without Scalekit's cookie, or a script, an image \
                         or a frame sent it.",
                cause: "A server, a script or a part of a page requested the logout. The cookie that names the session at \
                        Scalekit is in the browser, and goes along only when the window itself navigates.",
                fix: "Redirect the browser instead: answer the sign-out with a 303 to the logout URL. A script that must begin \
                      it gets the URL and sets `window.location`.",
                practice: &p::LOGOUT_BY_NAVIGATION,
            },
            Cause {
                record: "No request to `/oidc/logout` at all, and then an authorization request of the same browser that is \
                         answered with a code at once.",
                cause: "The application forgot its own session and led to its sign-in page. The session at Scalekit goes on, \
                        so the next sign-in needs nobody's password.",
                fix: "Send the browser to the logout URL after the application's own session is over, and only then to a page.",
                practice: &p::LOGOUT_REACHES_SCALEKIT,
            },
            Cause {
                record: "`POST /oidc/logout` from another origin, answered without a session: the cookie did not come.",
                cause: "The form of the sign-out was answered with 307 or 308. The browser repeats the POST at the other site, \
                        and withholds its `Lax` cookie from that.",
                fix: "Answer with 303, or with 302. Some frameworks take 307 unless a status is given.",
                practice: &p::REDIRECT_IS_303,
            },
            Cause {
                record: "`user.logout`, and in the same second an authorization request from the page after the sign-out.",
                cause: "The page after the sign-out needs a session, or begins a sign-in by itself. An organization's identity \
                        provider has a session of its own, which lets the person in again.",
                fix: "Register a public page with a link to sign in as the post-logout address.",
                practice: &p::LANDING_PAGE_WAITS,
            },
            Cause {
                record: "`user.logout`, and later a new `user.login` through a connection, not a session that went on.",
                cause: "Nothing is wrong: the identity provider of the organization still knows the person. Scalekit cannot end \
                        that session, and the application must not promise so.",
                fix: "Say what ended. Where a shared computer matters, begin the next sign-in with `prompt=login`.",
                practice: &p::LOGOUT_PROMISE_IS_TRUE,
            },
        ],
    },
    Symptom {
        id: "still-in-the-application",
        seen: "After the sign-out, a protected page still opens",
        causes: &[
            Cause {
                record: "`user.logout` and nothing after it: the rest is between browser and application. `mock-idp check` lists \
                         each cookie with the line that set it and the line that should have cleared it.",
                cause: "The cookie was cleared with another path or domain than it was set with. To a browser those are two \
                        cookies, and the first one stays.",
                fix: "Write name, path, domain, `Secure` and `SameSite` down once, and use them to set, to renew and to clear.",
                practice: &p::EVERY_COOKIE_IS_CLEARED,
            },
            Cause {
                record: "The same. The developer tools show one name twice, for two paths or for a host and its parent domain.",
                cause: "A second cookie of that name is there, perhaps from an older release or from another subdomain, and the \
                        browser sends both.",
                fix: "Keep one name for one path and one host. A name that begins with `__Host-` can have no second one.",
                practice: &p::ONE_COOKIE_A_NAME,
            },
            Cause {
                record: "`user.logout`, and a copy of the cookie still opens a protected page: the commands below try it.",
                cause: "The cookie went from the browser and the session stayed on the server, so every copy of it still opens \
                        what it opened.",
                fix: "Delete the session's record. A sealed cookie without a record needs a list of those that ended.",
                practice: &p::SESSION_DIES_ON_THE_SERVER,
            },
            Cause {
                record: "`user.logout`, and no request to the fake from the calls that go on: they verify an access token alone.",
                cause: "The routes look at the access token's signature and expiry and not at the session, so calls are answered \
                        for the rest of its minutes.",
                fix: "Look the session up at each request as well, or keep a denylist until the token has expired.",
                practice: &p::LOGOUT_COUNTS_AT_ONCE,
            },
            Cause {
                record: "`token.refused` after `user.logout`: a refresh token of a session that is over was sent.",
                cause: "A renewal was under way or a timer went on. Whoever stores its answer brings the cookie back.",
                fix: "Delete the refresh token at the sign-out, stop the timers, and store renewed tokens only if the session \
                      still exists.",
                practice: &p::NO_RENEWAL_AFTER_LOGOUT,
            },
            Cause {
                record: "`user.logout`, and pages that open at every second request.",
                cause: "Each instance keeps its sessions in its own memory. The one that did not hear of the sign-out goes on.",
                fix: "Keep sessions where all instances see them: in Redis, in a database, or in sealed cookies with a shared \
                      list of ended sessions.",
                practice: &p::INSTANCES_SHARE_SESSIONS,
            },
        ],
    },
    Symptom {
        id: "nothing-happens",
        seen: "The button does nothing, or shows an error",
        causes: &[
            Cause {
                record: "No `user.logout`: the application never sent the browser to Scalekit.",
                cause: "The protection against forged requests refused the sign-out, and the page did not look at the status.",
                fix: "Send the token of the form along. Answer a refusal with a page that has the button again, and let scripts \
                      look at the status before they say anything.",
                practice: &p::REFUSED_LOGOUT_IS_VISIBLE,
            },
            Cause {
                record: "No `user.logout`, and “signed out” on the screen.",
                cause: "A script cleared its own state first. Its request failed, or went without the cookie for want of \
                        `credentials: \"include\"` or of CORS headers that name the origin.",
                fix: "Await the answer, check the status, clear the state, and then navigate to the logout URL.",
                practice: &p::SCRIPT_CLEARS_AFTER_SUCCESS,
            },
            Cause {
                record: "No request to `/oidc/logout`, and the browser's console speaks of `form-action`.",
                cause: "Chromium applies the `form-action` of a Content-Security-Policy to redirects too, so a form may be sent \
                        and its redirect to Scalekit is stopped.",
                fix: "Add the environment's origin to `form-action`.",
                practice: &p::FORM_ACTION_ALLOWS_SCALEKIT,
            },
            Cause {
                record: "One `user.logout`, and an error page of the application at the second click.",
                cause: "The handler takes a session for granted that an earlier click, another tab or a long lunch ended.",
                fix: "Clear what is there, send the hint if there is one, and redirect in every case.",
                practice: &p::LOGOUT_IS_IDEMPOTENT,
            },
            Cause {
                record: "A planned fault or a failed call right before, and no `user.logout`.",
                cause: "The sign-out waits for a call of the server to Scalekit that fails.",
                fix: "End the application's own session first, and let the browser go to Scalekit.",
                practice: &p::LOGOUT_SURVIVES_OUTAGE,
            },
        ],
    },
    Symptom {
        id: "error-at-scalekit",
        seen: "The person is stranded on an error page of Scalekit",
        causes: &[
            Cause {
                record: "`logout.refused`: the `post_logout_redirect_uri` is not registered. The entry lists those that are.",
                cause: "The address after the sign-out is compared letter by letter with what is registered: scheme, host, port, \
                        path and the slash at the end. The session goes on.",
                fix: "Register exactly this address under Redirects, Post logout URL, and take it from the settings.",
                practice: &p::POST_LOGOUT_URI_IS_REGISTERED,
            },
            Cause {
                record: "`logout.refused`: the hint is no ID token. Or `user.logout` without `hinted`.",
                cause: "The ID token was read after the session had been cleared, or the access token was sent in its place.",
                fix: "Read the ID token first, build the logout URL, then clear and redirect.",
                practice: &p::LOGOUT_CARRIES_HINT,
            },
            Cause {
                record: "`route.refused`, a 404: `/logout` or `/end_session` at the environment.",
                cause: "`/logout` and `/end_session` do not exist at Scalekit. Early releases of the Python SDK build such a URL.",
                fix: "Use `end_session_endpoint` of the discovery document, or a newer release of the SDK.",
                practice: &p::LOGOUT_ENDPOINT_IS_OIDC_LOGOUT,
            },
        ],
    },
    Symptom {
        id: "signed-out-against-their-will",
        seen: "Somebody is signed out who pressed nothing, or another person is",
        causes: &[
            Cause {
                record: "`user.logout` at a time when nobody pressed the button.",
                cause: "A GET signs out. A link on another site, an image, a prefetch or a crawler sends one.",
                fix: "Sign out at a POST of the application's own page with a token of its form. A GET shows a question.",
                practice: &p::ONLY_THE_PERSON_SIGNS_OUT,
            },
            Cause {
                record: "Two sessions at one request to `/oidc/logout`: that of the cookie, and that of the hint.",
                cause: "The ID token that was sent is of an earlier sign-in or of another person. The cookie decides.",
                fix: "Keep the ID token in the session of its browser, and replace it at each sign-in.",
                practice: &p::HINT_OF_THIS_SESSION,
            },
        ],
    },
    Symptom {
        id: "other-devices",
        seen: "Other devices or other applications stay signed in",
        causes: &[
            Cause {
                record: "One `user.logout`, and sessions of the same person that go on.",
                cause: "A sign-out is of one browser. That is right unless “everywhere” was promised.",
                fix: "Make “everywhere” an action of its own: end every session of the person in the application, and at \
                      Scalekit by the management API.",
                practice: &p::SIGN_OUT_EVERYWHERE,
            },
            Cause {
                record: "The delivery of a logout token failed, or no `back_channel_logout_uri` is registered for the client.",
                cause: "Other applications of the session hear of its end by a logout token or a webhook, and this one does not \
                        listen, or refuses what comes.",
                fix: "Register the address, verify the logout token, and end the sessions that keep its `sid`.",
                practice: &p::EACH_APP_CLEANS_UP,
            },
        ],
    },
    Symptom {
        id: "only-in-production",
        seen: "It works here and not in production",
        causes: &[
            Cause {
                record: "The same as here, with other addresses: look at the origin that the exchanges name.",
                cause: "Behind a proxy the application sees `http` and an inner host, so it builds other addresses and sets \
                        cookies without `Secure`.",
                fix: "Take the application's own address from its settings, and believe forwarded headers of the proxy alone.",
                practice: &p::OWN_ADDRESS_IS_CONFIGURED,
            },
            Cause {
                record: "Nothing: a browser drops such a cookie when it is set.",
                cause: "`SameSite=None` needs `Secure`, and `Secure` needs https. Without them there is no cookie to begin with.",
                fix: "Keep `SameSite=Lax`, which an ordinary sign-in and sign-out need. Set `Secure` wherever https is.",
                practice: &p::SAME_SITE_NONE_NEEDS_SECURE,
            },
        ],
    },
];
