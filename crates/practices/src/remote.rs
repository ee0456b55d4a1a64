//! Several devices, applications and messages: rows 99 to 108.

use crate::source::BACK_CHANNEL;
use crate::source::COMPLETE_LOGIN;
use crate::source::HTTP_SAFE;
use crate::source::LOGOUT_TOKEN;
use crate::source::MANAGE_SESSION;
use crate::source::MULTI_APP;
use crate::source::OWASP_CSRF;
use crate::source::OWASP_TENANTS;
use crate::source::REDIRECTS;
use crate::source::STANDARD_WEBHOOKS;
use crate::source::WEBHOOKS;

practices! { Remote;

SIGN_OUT_EVERYWHERE = "sign-out-everywhere", Some(99), Fake {
    sentence: "Keeps “sign out” and “sign out everywhere” apart, and ends all local sessions at the second.",
    why: "A call that revokes all sessions of a person at each sign-out throws them out of their phone too; one \
          that forgets the local sessions leaves them open until their tokens expire.",
    fix: "Send the browser to `/oidc/logout` for this device; for all devices call `POST \
          /api/v1/users/{id}/sessions/revoke` on the server, and delete each local session of that person.",
    sources: [MANAGE_SESSION],
}

OWN_SESSIONS_ONLY = "own-sessions-only", Some(100), Browser {
    sentence: "Shows people their own sessions, and ends no others for them.",
    why: "A `session_id` from the form that goes straight into the revoking call ends anybody's session.",
    fix: "List the sessions of the person who asks, and revoke only what is in that list.",
    sources: [MANAGE_SESSION, OWASP_TENANTS],
}

SESSION_ROUTES_ARE_POST = "session-routes-are-post", Some(101), Browser {
    sentence: "Protects every route that ends or changes sessions: POST, with a CSRF token.",
    why: "Without the token a form on another site ends the sessions of whoever visits it.",
    fix: "Put these routes behind the CSRF protection of your other forms.",
    sources: [HTTP_SAFE, OWASP_CSRF],
}

REMOTE_LOGOUT_IS_NOTICED = "remote-logout-is-noticed", Some(102), Control {
    sentence: "Notices a session that was revoked elsewhere, at the next renewal at the latest.",
    why: "An application that never renews never hears that an administrator ended the session.",
    fix: "Treat a refused renewal as the end of the session; take logout tokens or webhooks to know sooner.",
    sources: [MULTI_APP, REDIRECTS],
}

LOGOUT_TOKEN_IS_VERIFIED = "logout-token-is-verified", Some(103), Control {
    sentence: "Verifies a back-channel `logout_token` before it ends the sessions of its `sid`.",
    why: "An endpoint that believes any token lets anybody sign people out; one that wants the browser's cookie or \
          redirects is never successful.",
    fix: "Check signature, `iss`, `aud`, `iat`, the `events` member and that there is no `nonce`, refuse a `jti` \
          that was seen, delete by `sid`, and answer 200.",
    sources: [REDIRECTS, BACK_CHANNEL, LOGOUT_TOKEN],
}

SESSION_KEEPS_SID = "session-keeps-sid", Some(104), Control {
    sentence: "Keeps the `sid` of the token with each local session, so that a message can find it.",
    why: "A logout message names a session of Scalekit; who did not keep its id can end all or nothing.",
    fix: "Store `sid` in an indexed column of the session.",
    sources: [COMPLETE_LOGIN, BACK_CHANNEL],
}

EACH_APP_CLEANS_UP = "each-app-cleans-up", Some(105), Control {
    sentence: "Cleans up its own session when another application of the environment signed the person out.",
    why: "The session at Scalekit is shared; the cookies are not. Nobody else clears yours.",
    fix: "Drop the local session at the refused renewal or at the logout message.",
    sources: [MULTI_APP],
}

WEBHOOK_IS_VERIFIED = "webhook-is-verified", Some(106), Control {
    sentence: "Verifies signature and age of a webhook over its raw body, and handles each `webhook-id` once.",
    why: "Unverified, anybody can post events; verified over parsed JSON, no signature matches; handled twice, a \
          retry does everything again.",
    fix: "Read the raw body, verify it with the SDK, answer 401 at failure and 2xx within ten seconds, work later, \
          and remember the ids; types that you do not know are fine.",
    sources: [WEBHOOKS, STANDARD_WEBHOOKS],
}

CSRF_EXEMPTS_WEBHOOK_ONLY = "csrf-exempts-webhook-only", Some(107), Control {
    sentence: "Exempts the webhook route from CSRF protection, and nothing else for its sake.",
    why: "The sender has no CSRF token: protected, the route refuses every event. A general exemption opens the \
          forms.",
    fix: "Name the path of the webhook in the exemption; its signature protects it.",
    sources: [WEBHOOKS, OWASP_CSRF],
}

LOGOUT_EVENT_BY_SESSION_ID = "logout-event-by-session-id", Some(108), Control {
    sentence: "Acts on `user.logout` by its `session_id`, whatever the `status` in it says.",
    why: "The documented sample of the event has a session that is `ACTIVE`: who waits for `LOGOUT` waits for \
          ever.",
    fix: "Switch on the event's type, and end the local sessions of `data.user_session.session_id`.",
    sources: [WEBHOOKS],
}

}
