//! Logs, robustness, tests: rows 109 to 120.

use crate::source::COMPLETE_LOGIN;
use crate::source::CUSTOM_DOMAIN;
use crate::source::END_TO_END_TESTS;
use crate::source::ERROR_CODES;
use crate::source::JWT_ISSUER;
use crate::source::LAUNCH_CHECKLIST;
use crate::source::LOGOUT;
use crate::source::OWASP_ERRORS;
use crate::source::OWASP_LOGGING;
use crate::source::OWASP_SESSIONS;
use crate::source::REMOVE_USERS;
use crate::source::SSO_SIMULATOR;

practices! { Quality;

LOGS_CARRY_NO_SECRETS = "logs-carry-no-secrets", Some(109), Process {
    sentence: "Logs no token, code, state, secret or cookie, nor the query of the callback and the logout.",
    why: "Logs are copied, searched and kept by many; a token in one is a token in all those hands.",
    fix: "Log the path without its query, leave the `Cookie` and `Authorization` headers out, and keep HTTP debug \
          logs off in production.",
    sources: [LAUNCH_CHECKLIST, OWASP_LOGGING],
}

LOGS_CARRY_EVENTS = "logs-carry-events", Some(110), Process {
    sentence: "Logs who signed in or out, in which session, and how it went, in values that are no secrets.",
    why: "Without a line for each failure nobody can tell an attack from a broken setting.",
    fix: "Write the event, the user's id, a hash of the session's id and the result, for successes and failures.",
    sources: [LAUNCH_CHECKLIST, OWASP_LOGGING],
}

ERRORS_ARE_GENERIC = "errors-are-generic", Some(111), Browser {
    sentence: "Shows people a general error page: no stack trace, no exception text, no secret.",
    why: "The text of an SDK's exception has URLs, ids and sometimes parameters, for everybody to read.",
    fix: "Catch errors in one place, log the detail, and show a sentence with a way to go on.",
    sources: [OWASP_ERRORS],
}

EVERY_PATH_IS_EXERCISED = "every-path-is-exercised", Some(112), Fake {
    sentence: "Tests sign-in, refusal, renewal and sign-out from end to end, with a second person and role.",
    why: "Unit tests of helpers pass while no browser can sign out: the mistakes are between the parts.",
    fix: "Run the application against the fake, and drive each path by a browser: sign in, be refused, let the \
          token expire, sign out, sign in as somebody else.",
    sources: [END_TO_END_TESTS],
}

REQUEST_AFTER_LOGOUT = "request-after-logout", Some(113), Source {
    sentence: "Tests a sign-out by a request after it, with the cookies from before.",
    why: "A redirect to the login page is no proof: it comes whether or not anything ended.",
    fix: "Keep the cookies, sign out, request a protected page with them, and expect 401 or the sign-in.",
    sources: [LOGOUT, OWASP_SESSIONS],
}

SIGN_IN_STARTS_ARE_BOUNDED = "sign-in-starts-are-bounded", Some(114), Browser {
    sentence: "Bounds the sign-ins that it remembers, and lets old ones expire.",
    why: "Each visit of the login route that leaves a record for ever fills the memory: a crawler is enough.",
    fix: "Keep attempts in the browser's cookie, or in a store with a limit and a life of ten minutes.",
    sources: [COMPLETE_LOGIN],
}

ISSUER_IS_CONFIGURATION = "issuer-is-configuration", Some(115), Browser {
    sentence: "Takes the issuer from its settings and compares it exactly.",
    why: "A check for `.scalekit.com` refuses a custom domain, and accepts `evil.scalekit.com.example`.",
    fix: "Compare `iss` with the environment URL of your settings, character by character.",
    sources: [CUSTOM_DOMAIN, JWT_ISSUER],
}

DEACTIVATED_USER_IS_OUT = "deactivated-user-is-out", Some(116), Control {
    sentence: "Lets go of a person who was deactivated or removed, within one access token's life.",
    why: "Whoever left the company keeps access as long as the application trusts its own cookie.",
    fix: "End the session at the refused renewal, and show a page for `user_not_active` at the sign-in.",
    sources: [REMOVE_USERS, ERROR_CODES, LAUNCH_CHECKLIST],
}

NEXT_PERSON_FINDS_NO_TRACE = "next-person-finds-no-trace", Some(117), Browser {
    sentence: "Leaves nothing of one person to the next who signs in with the same browser.",
    why: "A cached page, a CSRF token or a return path of Alice mixes her into the session of Bob.",
    fix: "Replace the whole session at the sign-in, clear everything at the sign-out, and forbid caching.",
    sources: [OWASP_SESSIONS],
}

UNREADABLE_COOKIE_IS_CLEARED = "unreadable-cookie-is-cleared", Some(118), Browser {
    sentence: "Treats a session cookie that it cannot read as no session, and clears it.",
    why: "After a change of keys every old cookie is garbage: an error for it locks people out until they delete \
          their cookies.",
    fix: "Catch the failure, delete the cookie, and go on as for somebody who is not signed in.",
    sources: [OWASP_SESSIONS],
}

ONE_SESSION_SYSTEM = "one-session-system", Some(119), Source {
    sentence: "Leaves no older session system beside the new one after a migration.",
    why: "A sign-out that clears one of two sessions leaves the person signed in by the other.",
    fix: "List each place that reads, renews or ends the old session, move it, and refuse old cookies.",
    sources: [LAUNCH_CHECKLIST],
}

SSO_FROM_BOTH_SIDES = "sso-from-both-sides", Some(120), Control {
    sentence: "Tries single sign-on from both sides, and provisioning, before the first enterprise customer does.",
    why: "A sign-in that the provider begins, a person without roles, or a firewall that blocks the environment \
          shows up on the customer's first day.",
    fix: "Walk through the simulated provider: sign-in from your side, from its side, and each error; then check \
          the default role, directory events and the list of hosts to allow.",
    sources: [SSO_SIMULATOR, LAUNCH_CHECKLIST],
}

}
