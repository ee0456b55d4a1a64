//! Settings and client: rows 1 to 8.

use crate::source::API_CREDENTIALS;
use crate::source::AUTHORIZATION_URL;
use crate::source::BCP_REDIRECT_URI;
use crate::source::CLIENT_CREDENTIALS;
use crate::source::COMPLETE_LOGIN;
use crate::source::IMPLEMENT_LOGIN;
use crate::source::LAUNCH_CHECKLIST;
use crate::source::LOGOUT;
use crate::source::OAUTH_PARAMETERS;
use crate::source::OAUTH_SCOPE;
use crate::source::OAUTH_TOKEN_REQUEST;
use crate::source::QUICKSTART;
use crate::source::SDKS;

practices! { Settings;

SETTINGS_FROM_ENVIRONMENT = "settings-from-environment", Some(1), Process {
    sentence: "Reads its settings from the environment and stops at the start when one is missing.",
    why: "A setting that is undefined becomes part of a URL or a request: people see an error page at the first \
          sign-in, long after the deployment looked fine.",
    fix: "Read `SCALEKIT_ENVIRONMENT_URL` (older examples call it `SCALEKIT_ENV_URL`; `mock-idp exec` sets both), \
          `SCALEKIT_CLIENT_ID`, `SCALEKIT_CLIENT_SECRET`, the redirect URI and the post-logout URI when the process \
          starts, and exit with a message that names the one that is missing.",
    sources: [QUICKSTART, LAUNCH_CHECKLIST],
}

ENV_URL_WITHOUT_SLASH = "env-url-without-slash", Some(2), Fake {
    sentence: "Builds every URL from an environment URL without a slash at its end.",
    why: "SDKs join the URL and the path with a slash: `https://you.scalekit.dev/` gives `//oauth/authorize`, \
          which is another path, and an issuer that no token has.",
    fix: "Remove the slash from `SCALEKIT_ENVIRONMENT_URL`, or trim it where the setting is read.",
    sources: [QUICKSTART, COMPLETE_LOGIN],
}

SECRET_STAYS_ON_THE_SERVER = "secret-stays-on-the-server", Some(3), Browser {
    sentence: "Keeps the client secret in the environment of the server: in no page, script, log or repository.",
    why: "Whoever has the secret can exchange codes and call the management API as your application.",
    fix: "Read the secret from the environment or a secret store on the server, and rotate it in the dashboard if \
          it was ever in a bundle, a log or a commit.",
    sources: [CLIENT_CREDENTIALS, LAUNCH_CHECKLIST],
}

ONE_CLIENT = "one-client", Some(4), Fake {
    sentence: "Creates one Scalekit client for the life of the process and shares it among all requests.",
    why: "A new client begins with empty caches: each request of yours fetches the keys, and often a token for the \
          management API, once more. Pages become slow, and the rate limit is near.",
    fix: "Create the client once, when the process starts, and pass that one to the handlers.",
    sources: [SDKS, API_CREDENTIALS],
}

SDK_ARGUMENTS = "sdk-arguments", Some(5), Fake {
    sentence: "Calls the SDK's functions with the arguments that they have.",
    why: "Arguments in another shape are dropped without an error: `getLogoutUrl(idToken, uri)` of the Node SDK \
          takes one object, so that call returns a bare `/oidc/logout`.",
    fix: "Look the signature up in the SDK that is installed: the logout URL takes one options object, the \
          authorization URL the redirect URI and one, and the Go SDK a context first where it calls Scalekit.",
    sources: [SDKS, LOGOUT, OAUTH_TOKEN_REQUEST],
}

ENVIRONMENTS_STAY_APART = "environments-stay-apart", Some(6), Source {
    sentence: "Uses the URL, client and secret of the production environment in production, and no others.",
    why: "People would sign in to a development environment: with its users, its redirect rules, and a secret that \
          is on every laptop.",
    fix: "Keep a set of settings for each environment, and refuse to start in production with a `*.scalekit.dev` \
          or an `http` environment URL.",
    sources: [LAUNCH_CHECKLIST, CLIENT_CREDENTIALS],
}

OWN_ADDRESS_IS_CONFIGURED = "own-address-is-configured", Some(7), Browser {
    sentence: "Knows its own public address from its settings, not from the headers of a request.",
    why: "Behind a proxy a callback URL that is made of the request becomes `http`, so it does not match and \
          cookies lose `Secure`; a forged `X-Forwarded-Host` makes it somebody else's address.",
    fix: "Configure the public origin, build the redirect URI from it, and read `X-Forwarded-Proto` from a proxy \
          that you trust and from nobody else.",
    sources: [BCP_REDIRECT_URI, LAUNCH_CHECKLIST],
}

OUTAGE_IS_SURVIVED = "outage-is-survived", Some(8), Control {
    sentence: "Answers in bounded time, calmly and without losing a session, while Scalekit is slow or down.",
    why: "Without a timeout a request hangs as long as the other side does; an error that is not caught shows a \
          stack trace, or signs out everybody for the length of an outage.",
    fix: "Give each call to Scalekit a timeout of a few seconds, show a page that says to try again, and keep the \
          session where the failure is not `invalid_grant`.",
    sources: [LAUNCH_CHECKLIST],
}

KNOWN_PARAMETERS = "known-parameters", None, Fake {
    sentence: "Sends parameters and scopes that the endpoint knows.",
    why: "A server ignores what it does not know, so a misspelled parameter or scope is the same as an absent one, \
          and nothing says so.",
    fix: "Correct the spelling, or remove the parameter; the names are those of OAuth 2.0, OpenID Connect and \
          Scalekit's authorization URL.",
    sources: [OAUTH_PARAMETERS, OAUTH_SCOPE, AUTHORIZATION_URL, IMPLEMENT_LOGIN],
}

WORKING_SDK_VERSION = "working-sdk-version", None, Fake {
    sentence: "Uses a version of the SDK that is not known to be broken.",
    why: "Some releases refuse good tokens, throw after the code is spent, call services that do not exist, or end \
          the process: no change in your own code mends that.",
    fix: "Install a release without the fault, the newest at best, and pin it in the lock file.",
    sources: [SDKS],
}

}
