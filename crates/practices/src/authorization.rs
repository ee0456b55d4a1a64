//! Roles, organizations, caches: rows 67 to 76.

use crate::source::ACCESS_CONTROL;
use crate::source::BEARER_STATUS;
use crate::source::COMPLETE_LOGIN;
use crate::source::CORS;
use crate::source::FETCH_METADATA;
use crate::source::HTTP_401;
use crate::source::HTTP_403;
use crate::source::LAUNCH_CHECKLIST;
use crate::source::NO_STORE;
use crate::source::OWASP_TENANTS;
use crate::source::TOKEN_CLAIMS;

practices! { Authorization;

FORBIDDEN_IS_403 = "forbidden-is-403", Some(67), Browser {
    sentence: "Answers 401 to nobody, and 403 to somebody who lacks the role.",
    why: "A sign-in changes nothing for a person without the role: sent there, they go round in circles.",
    fix: "Decide first who it is (401, or the sign-in), then what they may (403 with a page that says so).",
    sources: [ACCESS_CONTROL, HTTP_401, HTTP_403, BEARER_STATUS],
}

SCRIPTS_GET_401 = "scripts-get-401", Some(68), Browser {
    sentence: "Answers a script without a session with 401, and a page with a redirect to the sign-in.",
    why: "A `fetch` follows the redirect to Scalekit and fails by CORS: the page sees a network error and cannot \
          say that the session is over.",
    fix: "Answer 401 where the request accepts JSON or has `Sec-Fetch-Mode: cors`, and 302 where it navigates.",
    sources: [FETCH_METADATA, CORS, HTTP_401],
}

GUARD_STOPS_HANDLER = "guard-stops-handler", Some(69), Browser {
    sentence: "Stops the handler where the guard refuses.",
    why: "A guard that returns a response nobody sends lets the handler run: its page is shown, its changes are \
          made.",
    fix: "Raise, or return before the handler, as your framework wants it, and test each route without a session.",
    sources: [ACCESS_CONTROL],
}

ROLES_ON_THE_SERVER = "roles-on-the-server", Some(70), Browser {
    sentence: "Checks roles and permissions on the server, at every route that needs them.",
    why: "A hidden button stops nobody who calls the URL.",
    fix: "Verify the token, read its roles, and refuse, in the route or a layer around it.",
    sources: [ACCESS_CONTROL, LAUNCH_CHECKLIST],
}

DOCUMENTED_CLAIMS = "documented-claims", Some(71), Browser {
    sentence: "Reads `oid`, `roles` and `permissions` of the access token, by exactly these names.",
    why: "`org_id` or a namespaced guess is never there, so everybody has no role and no organization.",
    fix: "Use the documented names, of the access token and not of the ID token.",
    sources: [COMPLETE_LOGIN, TOKEN_CLAIMS],
}

MISSING_ROLES_ARE_NONE = "missing-roles-are-none", Some(72), Control {
    sentence: "Takes missing roles and permissions for none, and refuses.",
    why: "Both claims are optional. Reading them unguarded is a crash, and reading absence as yes opens \
          everything.",
    fix: "Default to an empty list before you look into it.",
    sources: [ACCESS_CONTROL, TOKEN_CLAIMS],
}

TENANT_FROM_TOKEN = "tenant-from-token", Some(73), Browser {
    sentence: "Limits each query to the organization of the token.",
    why: "An organization's id in the URL can be changed by hand, and its data is another customer's.",
    fix: "Take `oid` from the verified token for every query, and answer 404 or 403 where the URL names another.",
    sources: [COMPLETE_LOGIN, OWASP_TENANTS],
}

LOST_ROLE_COUNTS_SOON = "lost-role-counts-soon", Some(74), Control {
    sentence: "Notices a role that was taken away within one access token's life.",
    why: "Roles that are copied at the sign-in and kept for thirty days belong to people who lost them.",
    fix: "Read roles from the current access token at each request.",
    sources: [TOKEN_CLAIMS],
}

PAGES_ARE_NOT_STORED = "pages-are-not-stored", Some(75), Browser {
    sentence: "Sends `Cache-Control: no-store` with each page and answer that is for one person.",
    why: "After the sign-out the back button shows the page again, and a shared cache gives it to the next person.",
    fix: "Set the header in one layer around all authenticated routes, the callback and the sign-out.",
    sources: [NO_STORE],
}

CORS_NAMES_ORIGINS = "cors-names-origins", Some(76), Browser {
    sentence: "Allows credentials to the origins that it names, and to no other.",
    why: "An `Origin` that is sent back as allowed lets every site read its answers as the person.",
    fix: "List the origins, or send no CORS headers at all.",
    sources: [LAUNCH_CHECKLIST, CORS],
}

}
