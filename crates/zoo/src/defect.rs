//! What the application can be made to do wrong: each a changed line or two.

use crate::named::named;

/// Declares the defects: name in Rust, name on a command line, the practices that are broken, what it takes to see it if that
/// is more than a quick check, a sentence.
macro_rules! defects {
    ($($variant:ident = $name:literal breaks [$($row:literal),+] $(seen $sight:ident)?: $sentence:literal;)*) => {
        named! {
            /// Something that the application does wrong when it is started with it.
            Defect called UnknownDefectError "defect":
            $($variant = $name: $sentence;)*
        }

        impl Defect {
            /// Returns the slugs of the practices that a check must call broken. What only follows from them is not here.
            pub const fn rows(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($row),+],)* }
            }

            /// Returns what it takes to see it.
            pub const fn seen(self) -> Seen {
                match self { $(Self::$variant => defects!(@seen $($sight)?),)* }
            }
        }
    };
    (@seen) => { Seen::Quickly };
    (@seen $sight:ident) => { Seen::$sight };
}

/// What it takes to see a defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    /// Seconds, and a browser.
    Quickly,
    /// A thorough check: it shows at thousands of requests, or after real time.
    Patiently,
    /// A thorough check: it shows when an access token has expired, and at no time before.
    AtRenewal,
    /// A browser that runs scripts and loads images: it is in a script of a page.
    ByScripts,
    /// The process: it shows only to whoever starts that.
    ByProcess,
}

impl Defect {
    /// Says whether only a thorough check can see it.
    pub const fn thorough(self) -> bool {
        matches!(self.seen(), Seen::Patiently | Seen::AtRenewal)
    }

    /// Says whether only a browser that runs scripts can see it.
    pub const fn needs_scripts(self) -> bool {
        matches!(self.seen(), Seen::ByScripts)
    }
}

defects! {
// Settings and client.
SettingsUnchecked = "settings-unchecked" breaks ["settings-from-environment"] seen ByProcess: "Starts without a client secret, as if it were empty.";
EnvUrlWithSlash = "env-url-with-slash" breaks ["env-url-without-slash"]: "Joins the environment URL and each path with one slash too many.";
SecretInPage = "secret-in-page" breaks ["secret-stays-on-the-server"]: "Writes the client secret into the settings of a script.";
ClientPerRequest = "client-per-request" breaks ["one-client"]: "Makes a client for each sign-in, which fetches a token of its own.";
BareLogout = "bare-logout" breaks ["sdk-arguments"]: "Sends the browser to the logout without any parameter.";
AddressFromHost = "address-from-host" breaks ["own-address-is-configured"]: "Builds its own address from the Host header.";
AddressFromForwardedHost = "address-from-forwarded-host" breaks ["own-address-is-configured"]: "Builds its own address from `X-Forwarded-Host`, whoever sent that.";
NoTimeout = "no-timeout" breaks ["outage-is-survived"] seen Patiently: "Waits for Scalekit without a limit.";
OutageCrashes = "outage-crashes" breaks ["outage-is-survived"]: "Answers 500 to a callback while the token endpoint is down.";
UnknownParameter = "unknown-parameter" breaks ["known-parameters"]: "Calls the scope of the sign-in scopes as well, which no endpoint knows.";
BrokenSdkVersion = "broken-sdk-version" breaks ["working-sdk-version"]: "Says that it uses a version of an SDK that is known to be broken.";
// Beginning to sign in.
NextInRedirectUri = "next-in-redirect-uri" breaks ["redirect-uri-is-registered"]: "Appends the wanted page to its redirect URI.";
OfflineAccessMissing = "offline-access-missing" breaks ["scopes-are-right"]: "Requests no `offline_access`.";
StateMissing = "state-missing" breaks ["state-is-new"]: "Sends no state.";
StateConstant = "state-constant" breaks ["state-is-new"]: "Sends the same state with each sign-in.";
StateIsTime = "state-is-time" breaks ["state-is-new"]: "Sends the time as state.";
StateOfAnyBrowser = "state-of-any-browser" breaks ["state-is-this-browsers"]: "Knows an attempt by its state alone, whichever browser brings it.";
AttemptCookieReadable = "attempt-cookie-readable" breaks ["state-is-this-browsers"]: "Lets scripts read the cookie of an attempt.";
AttemptCookieLivesLong = "attempt-cookie-lives-long" breaks ["state-is-this-browsers"]: "Keeps the cookie of an attempt for a day.";
CallbackCountsAgain = "callback-counts-again" breaks ["callback-counts-once"]: "Keeps the attempt when its callback arrives.";
OneAttempt = "one-attempt" breaks ["two-tabs-sign-in"]: "Keeps one attempt for each browser, and answers the other tab with a bare 403.";
PkceMissing = "pkce-missing" breaks ["pkce"]: "Sends no challenge.";
PkceConstant = "pkce-constant" breaks ["pkce"]: "Uses the same verifier for each sign-in.";
NonceMissing = "nonce-missing" breaks ["nonce-is-new"]: "Sends no nonce.";
NonceConstant = "nonce-constant" breaks ["nonce-is-new"]: "Sends the same nonce with each sign-in.";
NonceUnchecked = "nonce-unchecked" breaks ["nonce-is-new"]: "Sends a nonce and does not look for it in the ID token.";
PromptLogin = "prompt-login" breaks ["prompt-login-for-step-up"]: "Sends `prompt=login` with each sign-in.";
SelectorFromQuery = "selector-from-query" breaks ["selector-is-chosen-here"]: "Passes connection, organization and hint of its own URL on.";
SwitchWithoutSelect = "switch-without-select" breaks ["switch-selects-account"]: "Switches the organization without `prompt=select_account`.";
SignInByScript = "sign-in-by-script" breaks ["sign-in-by-navigation"] seen ByScripts: "Begins the sign-in by `fetch()`.";
ReturnAnywhere = "return-anywhere" breaks ["return-path-stays-here"]: "Returns to any URL after the sign-in.";
ReturnBySlash = "return-by-slash" breaks ["return-path-stays-here"]: "Returns to whatever begins with a slash, `//evil.example` too.";
DeepLinkLost = "deep-link-lost" breaks ["deep-link-is-restored"]: "Returns to its first page after each sign-in.";
SessionsStack = "sessions-stack" breaks ["sessions-do-not-stack"]: "Signs in again who is signed in, and keeps the earlier session.";
IdpInitiatedUnverified = "idp-initiated-unverified" breaks ["idp-initiated-is-verified"]: "Believes the token of a sign-in that a provider began without verifying it.";
IdpInitiatedIgnored = "idp-initiated-ignored" breaks ["idp-initiated-is-verified"]: "Ignores the token of a sign-in that a provider began.";
IdpInitiatedSignsIn = "idp-initiated-signs-in" breaks ["idp-initiated-is-verified"]: "Sends the relay state of a provider as its own state.";
InitiateLoginNeedsNext = "initiate-login-needs-next" breaks ["initiate-login-url-works"]: "Crashes at its initiate-login URL without parameters.";
// The callback.
StateUnchecked = "state-unchecked" breaks ["state-before-code"]: "Exchanges the code whatever the state is.";
StateAfterCode = "state-after-code" breaks ["state-before-code"]: "Exchanges the code first, and compares the state then.";
ErrorEchoed = "error-echoed" breaks ["callback-error-is-not-echoed"]: "Shows the `error_description` of the URL, as it came.";
SignInLoops = "sign-in-loops" breaks ["sign-in-does-not-loop"]: "Begins again by itself when a sign-in failed.";
CodeMissingCrashes = "code-missing-crashes" breaks ["callback-without-code"]: "Crashes at a callback without a code.";
ExchangeByGet = "exchange-by-get" breaks ["exchange-on-the-server"]: "Tries to exchange the code by GET, before it does so by POST.";
SecretInUrl = "secret-in-url" breaks ["exchange-on-the-server"]: "Sends the client secret in the URL of the token endpoint.";
CodeSentTwice = "code-sent-twice" breaks ["code-is-used-once"]: "Sends a code again when its exchange was refused.";
IdTokenUnverified = "id-token-unverified" breaks ["id-token-is-verified"]: "Decodes the ID token without verifying anything.";
IdTokenAudienceUnchecked = "id-token-audience-unchecked" breaks ["id-token-is-verified"]: "Takes an ID token that was issued to another client.";
IdTokenIssuerUnchecked = "id-token-issuer-unchecked" breaks ["id-token-is-verified"]: "Takes an ID token of another issuer.";
IdTokenExpiryUnchecked = "id-token-expiry-unchecked" breaks ["id-token-is-verified"]: "Takes an ID token that has expired.";
AtHashUnchecked = "at-hash-unchecked" breaks ["id-token-is-verified"]: "Does not compare `at_hash` with the access token.";
PersonIsEmail = "person-is-email" breaks ["person-is-sub"]: "Knows people by their e-mail address.";
PersonFromCookie = "person-from-cookie" breaks ["person-from-verified-token"]: "Reads from a cookie whose page it is.";
SessionIdKept = "session-id-kept" breaks ["session-id-is-new"]: "Keeps the session id that the browser brought to the callback.";
CallbackStays = "callback-stays" breaks ["callback-url-is-left"]: "Shows a page at the callback, with code and state in the address bar.";
CallbackCached = "callback-cached" breaks ["callback-url-is-left"]: "Lets the answer of the callback be stored.";
FormsUnprotected = "forms-unprotected" breaks ["csrf-exempts-callback-only"]: "Takes every form but those of sessions without a token.";
FirstSignInTwice = "first-sign-in-twice" breaks ["first-sign-in-is-idempotent"]: "Crashes when two first callbacks of a person arrive together.";
CallbackLosesSession = "callback-loses-session" breaks ["callback-finishes"]: "Forgets the session that its callback made, and sends the browser to sign in.";
// Cookies, and where tokens are.
SessionReadable = "session-readable" breaks ["session-cookie-attributes"]: "Lets scripts read the session cookie.";
SessionWithoutSameSite = "session-without-same-site" breaks ["session-cookie-attributes"]: "Sets the session cookie without `SameSite`.";
SessionStrict = "session-strict" breaks ["same-site-is-lax"]: "Sets the session cookie `SameSite=Strict`, so that it is not sent right after the sign-in.";
NoneWithoutSecure = "none-without-secure" breaks ["same-site-none-needs-secure"]: "Sets a cookie `SameSite=None` without Secure, which browsers drop.";
HintCookieElsewhere = "hint-cookie-elsewhere" breaks ["cookie-reaches-its-routes"]: "Keeps what the logout needs in a cookie for /auth alone.";
RefreshCookieEverywhere = "refresh-cookie-everywhere" breaks ["refresh-cookie-is-scoped", "cookie-tokens-are-encrypted"]: "Keeps the refresh token in a cookie that is sent everywhere.";
TokenInPage = "token-in-page" breaks ["tokens-hidden-from-scripts"]: "Writes the access token into its pages.";
TokenInUrl = "token-in-url" breaks ["tokens-hidden-from-scripts"]: "Puts the access token into the URL after the sign-in.";
TokenInAnswer = "token-in-answer" breaks ["tokens-hidden-from-scripts"]: "Answers a script with the access token.";
TokenInReadableCookie = "token-in-readable-cookie" breaks ["tokens-hidden-from-scripts", "cookie-tokens-are-encrypted"]: "Keeps the ID token in a cookie that scripts can read.";
TokensInCookie = "tokens-in-cookie" breaks ["cookie-tokens-are-encrypted"]: "Keeps the access token in a cookie, in base64.";
CookieTooLong = "cookie-too-long" breaks ["cookie-fits"]: "Sets a cookie of more than 4,096 bytes.";
CookieDiesWithToken = "cookie-dies-with-token" breaks ["session-outlives-access-token"] seen AtRenewal: "Lets the session cookie live as long as the access token.";
GuardDoesNotRenew = "guard-does-not-renew" breaks ["session-outlives-access-token"] seen AtRenewal: "Ends the session with its access token, although a refresh token lives.";
CookieEndsEarly = "cookie-ends-early" breaks ["session-outlives-access-token"] seen AtRenewal: "Takes a minute off `expires_in` for the life of its session cookie, and renews nothing when that is gone.";
RenewalCrashes = "renewal-crashes" breaks ["session-outlives-access-token"] seen AtRenewal: "Crashes where the access token has expired, before it renews.";
MaxAgeNotANumber = "max-age-not-a-number" breaks ["max-age-is-a-number"] seen AtRenewal: "Computes the cookie's `Max-Age` from an `expires_in` that may be absent.";
HintLostAtRenewal = "hint-lost-at-renewal" breaks ["hint-after-renewal"] seen AtRenewal: "Forgets the ID token at the first renewal.";
TwoSessionCookies = "two-session-cookies" breaks ["one-cookie-a-name"]: "Sets the session cookie once more for another path.";
// Validating and renewing.
PresenceIsEnough = "presence-is-enough" breaks ["requests-are-verified"]: "Opens its pages to any session cookie, whatever is in it.";
AccessIssuerUnchecked = "access-issuer-unchecked" breaks ["issuer-and-audience-are-checked"]: "Takes an access token of another issuer.";
AccessAudienceUnchecked = "access-audience-unchecked" breaks ["issuer-and-audience-are-checked"]: "Takes an access token of another client.";
AlgorithmFromHeader = "algorithm-from-header" breaks ["algorithm-is-pinned"]: "Takes an access token that says it needs no signature.";
KeysEachTime = "keys-each-time" breaks ["keys-are-cached"]: "Fetches the key set for each token.";
KeysForever = "keys-forever" breaks ["keys-are-cached"] seen Patiently: "Fetches the key set once, and never for a kid that it does not know.";
NoLeeway = "no-leeway" breaks ["clocks-have-leeway"]: "Allows clocks no difference at all.";
MuchLeeway = "much-leeway" breaks ["clocks-have-leeway"]: "Allows clocks to differ by an hour.";
IssueTimeUnchecked = "issue-time-unchecked" breaks ["clocks-have-leeway"]: "Does not look at when a token was issued.";
OldRefreshToken = "old-refresh-token" breaks ["newest-refresh-token"] seen AtRenewal: "Keeps the refresh token of the sign-in.";
RenewalDiesWithRequest = "renewal-dies-with-request" breaks ["new-tokens-are-stored-first"] seen AtRenewal: "Stores new tokens when all is done, and loses them when the browser hangs up or the keys cannot be had.";
RenewalForEach = "renewal-for-each" breaks ["one-renewal"] seen AtRenewal: "Renews for each request that finds the access token expired.";
OutageEndsSession = "outage-ends-session" breaks ["outage-keeps-session"] seen AtRenewal: "Ends the session at any error of a renewal.";
DeadTokenKept = "dead-token-kept" breaks ["dead-token-is-dropped"] seen AtRenewal: "Keeps a session whose refresh token was refused, and sends that again.";
RefusalCrashes = "refusal-crashes" breaks ["dead-token-is-dropped"] seen AtRenewal: "Crashes when a renewal is refused, at each page.";
RefusalIgnored = "refusal-ignored" breaks ["dead-token-is-dropped"] seen AtRenewal: "Goes on with its own session when a renewal is refused, whatever the reason.";
RenewsAlways = "renews-always" breaks ["renewal-when-due"]: "Renews at each request.";
RenewalNeedsExpiresIn = "renewal-needs-expires-in" breaks ["sparse-renewal-is-enough"] seen AtRenewal: "Takes a renewal without `expires_in` for a failure.";
SparseRenewalCrashes = "sparse-renewal-crashes" breaks ["sparse-renewal-is-enough"] seen AtRenewal: "Crashes at a renewal without `expires_in`.";
RolesOfSignIn = "roles-of-sign-in" breaks ["lost-role-counts-soon"] seen AtRenewal: "Keeps the roles of the sign-in.";
RenewalByGet = "renewal-by-get" breaks ["renewal-route-is-post"]: "Renews at a GET.";
RenewalUnprotected = "renewal-unprotected" breaks ["renewal-route-is-post"]: "Renews for whoever posts.";
RenewalShowsToken = "renewal-shows-token" breaks ["renewal-route-is-post"]: "Answers a renewal with the new access token.";
ExpiredLivesOn = "expired-lives-on" breaks ["session-ends-with-scalekits"] seen AtRenewal: "Goes on with its own session when that at Scalekit has expired.";
LifetimeAssumed = "lifetime-assumed" breaks ["lifetime-from-token"] seen AtRenewal: "Takes each access token for one of an hour.";
// Who may do what.
MissingRoleIs401 = "missing-role-is-401" breaks ["forbidden-is-403"]: "Answers 401 to somebody who lacks the role.";
MissingRoleRedirects = "missing-role-redirects" breaks ["forbidden-is-403"]: "Redirects somebody who lacks the role.";
ScriptsRedirected = "scripts-redirected" breaks ["scripts-get-401"]: "Redirects a script without a session to the sign-in.";
GuardDoesNotStop = "guard-does-not-stop" breaks ["guard-stops-handler"]: "Runs the handler of a page although its guard refused.";
AdminApiOpen = "admin-api-open" breaks ["roles-on-the-server"]: "Looks at the role for a page, and not for the call behind it.";
RolesUnchecked = "roles-unchecked" breaks ["roles-on-the-server"]: "Looks at no role: whoever is signed in opens the page for administrators.";
ClaimsGuessed = "claims-guessed" breaks ["documented-claims"]: "Reads the roles from a claim that no token has.";
NoRolesCrash = "no-roles-crash" breaks ["missing-roles-are-none"]: "Crashes at a token without roles.";
NoRolesAllow = "no-roles-allow" breaks ["missing-roles-are-none"]: "Takes a token without roles for one that may do everything.";
TenantFromUrl = "tenant-from-url" breaks ["tenant-from-token"]: "Shows the organization that the URL names.";
AdminOnceAdminForever = "admin-once-admin-forever" breaks ["lost-role-counts-soon"] seen Patiently: "Remembers who was an admin once.";
PagesStored = "pages-stored" breaks ["pages-are-not-stored"]: "Sends its pages without `Cache-Control`.";
CorsReflects = "cors-reflects" breaks ["cors-names-origins"]: "Allows credentials to whatever origin a request names.";
// Signing out.
HintMissing = "hint-missing" breaks ["logout-carries-hint"]: "Signs out without the ID token as a hint.";
AccessTokenAsHint = "access-token-as-hint" breaks ["logout-carries-hint"]: "Sends the access token as the hint.";
HintUndefined = "hint-undefined" breaks ["logout-carries-hint"]: "Sends the word undefined as the hint.";
LocalOnly = "local-only" breaks ["logout-reaches-scalekit"]: "Signs out in the application alone.";
ServerCallsLogout = "server-calls-logout" breaks ["logout-by-navigation"]: "Requests the logout from its server.";
LogoutByScript = "logout-by-script" breaks ["logout-by-navigation"] seen ByScripts: "Signs out by `fetch()`.";
LogoutByImage = "logout-by-image" breaks ["logout-by-navigation"] seen ByScripts: "Loads the logout as an image of its last page.";
RedirectIs307 = "redirect-is-307" breaks ["redirect-is-303"]: "Redirects the form of the sign-out with 307.";
RedirectIs308 = "redirect-is-308" breaks ["redirect-is-303"]: "Redirects the form of the sign-out with 308.";
CookieNotCleared = "cookie-not-cleared" breaks ["every-cookie-is-cleared"]: "Leaves the session cookie in the browser.";
CookieClearedElsewhere = "cookie-cleared-elsewhere" breaks ["every-cookie-is-cleared"]: "Clears the session cookie for another path than it was set for.";
SessionLivesOn = "session-lives-on" breaks ["session-dies-on-the-server"]: "Clears the cookie, and keeps the session on the server.";
CallsLiveOn = "calls-live-on" breaks ["logout-counts-at-once"]: "Answers calls from a cache of sessions for a while after the sign-out.";
GetSignsOut = "get-signs-out" breaks ["only-the-person-signs-out"]: "Signs out at a GET.";
SignOutUnprotected = "sign-out-unprotected" breaks ["only-the-person-signs-out"]: "Signs out at a POST without a token.";
SignOutBySite = "sign-out-by-site" breaks ["only-the-person-signs-out"]: "Signs out for every page of its site, on any port.";
SignOutByAnyToken = "sign-out-by-any-token" breaks ["only-the-person-signs-out"]: "Takes any text for the token of its form.";
ScriptSignOutUnprotected = "script-sign-out-unprotected" breaks ["only-the-person-signs-out"] seen ByScripts: "Signs out by a script, at a POST that a form of any site can send.";
ScriptIgnoresRefusal = "script-ignores-refusal" breaks ["refused-logout-is-visible"] seen ByScripts: "Signs out by a script that goes on as after a success, whatever the answer is.";
ScriptClearsFirst = "script-clears-first" breaks ["script-clears-after-success"] seen ByScripts: "Signs out by a script that clears what the page has stored before the answer comes.";
RefusalLooksRight = "refusal-looks-right" breaks ["refused-logout-is-visible"]: "Sends a refused sign-out to the page of those who signed out.";
PostLogoutUnregistered = "post-logout-unregistered" breaks ["post-logout-uri-is-registered"]: "Names a post-logout address that is not registered.";
PostLogoutRelative = "post-logout-relative" breaks ["post-logout-uri-is-registered"]: "Names a path as its post-logout address.";
PostLogoutFromQuery = "post-logout-from-query" breaks ["post-logout-uri-is-registered"]: "Takes the post-logout address from the request.";
PostLogoutMissing = "post-logout-missing" breaks ["post-logout-uri-is-registered"]: "Names no post-logout address.";
LogoutStateConstant = "logout-state-constant" breaks ["logout-state-is-new"]: "Sends the same state with each logout.";
LandingSignsIn = "landing-signs-in" breaks ["landing-page-waits"]: "Begins a sign-in on the page where people land after the logout.";
SecondClickCrashes = "second-click-crashes" breaks ["logout-is-idempotent"]: "Crashes when somebody signs out who is signed out.";
SecondClickRefused = "second-click-refused" breaks ["logout-is-idempotent"]: "Refuses the sign-out form of somebody who is signed out.";
SignOutWaits = "sign-out-waits" breaks ["logout-survives-outage"]: "Revokes the tokens at Scalekit first, and goes no further when that fails.";
RenewalResurrects = "renewal-resurrects" breaks ["no-renewal-after-logout"]: "Stores what a renewal brings, whether the session is there or not.";
RenewsTheDead = "renews-the-dead" breaks ["no-renewal-after-logout"]: "Tries to renew a session that was signed out.";
HintInOwnUrl = "hint-in-own-url" breaks ["hint-stays-out-of-own-urls"]: "Passes the ID token through a URL of its own on the way to the logout.";
FormActionBlocks = "form-action-blocks" breaks ["form-action-allows-scalekit"]: "Forbids its forms to lead to Scalekit.";
LeavesReturnPath = "leaves-return-path" breaks ["logout-clears-leftovers"]: "Leaves a cookie with the last page behind.";
ClearSiteDataOnly = "clear-site-data-only" breaks ["clear-site-data-is-extra"]: "Relies on `Clear-Site-Data`, and clears no cookie itself.";
LogoutElsewhere = "logout-elsewhere" breaks ["logout-endpoint-is-oidc-logout"]: "Sends the browser to `/end_session`.";
RevokesIdToken = "revokes-id-token" breaks ["revokes-what-lives"]: "Revokes the ID token.";
// Several devices, applications and messages.
EverywhereIsHere = "everywhere-is-here" breaks ["sign-out-everywhere"]: "Ends this session alone at “sign out everywhere”.";
SignOutIsEverywhere = "sign-out-is-everywhere" breaks ["sign-out-everywhere"]: "Revokes all sessions of the person at each sign-out.";
EndsAnySession = "ends-any-session" breaks ["own-sessions-only"]: "Ends whatever session the form names.";
SessionEndByGet = "session-end-by-get" breaks ["session-routes-are-post"]: "Ends a session at a GET.";
SessionEndUnprotected = "session-end-unprotected" breaks ["session-routes-are-post"]: "Ends a session at a POST without a token.";
RevokedLivesOn = "revoked-lives-on" breaks ["remote-logout-is-noticed"] seen Patiently: "Goes on with its own session when that at Scalekit was revoked.";
LogoutTokenUnverified = "logout-token-unverified" breaks ["logout-token-is-verified"]: "Believes a logout token without verifying its signature.";
LogoutTokenOfOthers = "logout-token-of-others" breaks ["logout-token-is-verified"]: "Takes a logout token for another client.";
LogoutTokenWithNonce = "logout-token-with-nonce" breaks ["logout-token-is-verified"]: "Takes a logout token with a nonce.";
LogoutTokenAgain = "logout-token-again" breaks ["logout-token-is-verified"]: "Takes a logout token twice.";
LogoutTokenNeedsCookie = "logout-token-needs-cookie" breaks ["logout-token-is-verified"]: "Refuses a logout token without a form's token.";
SidForgotten = "sid-forgotten" breaks ["session-keeps-sid"]: "Keeps no sid, so that no message finds a session.";
SignedOutLivesOn = "signed-out-lives-on" breaks ["each-app-cleans-up"] seen Patiently: "Goes on with its own session when another application signed the person out.";
WebhookUnverified = "webhook-unverified" breaks ["webhook-is-verified"]: "Believes a webhook whatever its signature is.";
WebhookAnyAge = "webhook-any-age" breaks ["webhook-is-verified"]: "Takes a webhook of any age.";
WebhookOneSignature = "webhook-one-signature" breaks ["webhook-is-verified"]: "Reads the first signature of a webhook alone.";
WebhookUnknownRefused = "webhook-unknown-refused" breaks ["webhook-is-verified"]: "Crashes at a webhook of a type that it does not know.";
WebhookNeedsToken = "webhook-needs-token" breaks ["csrf-exempts-webhook-only"]: "Refuses a webhook without a form's token.";
WebhookByStatus = "webhook-by-status" breaks ["logout-event-by-session-id"]: "Ends a session at `user.logout` only if its status says so.";
// Logs, robustness, tests.
SecretsInLogs = "secrets-in-logs" breaks ["logs-carry-no-secrets"] seen ByProcess: "Logs the callback with its code, and the tokens.";
RefreshTokenInLogs = "refresh-token-in-logs" breaks ["logs-carry-no-secrets"] seen ByProcess: "Logs the refresh token of a sign-in.";
VerifierInLogs = "verifier-in-logs" breaks ["logs-carry-no-secrets"] seen ByProcess: "Logs the verifier with which it exchanges a code.";
ClientSecretInLogs = "client-secret-in-logs" breaks ["logs-carry-no-secrets"] seen ByProcess: "Logs the client secret with each exchange.";
SilentLogs = "silent-logs" breaks ["logs-carry-events"] seen ByProcess: "Logs nothing.";
ErrorsInDetail = "errors-in-detail" breaks ["errors-are-generic"]: "Shows people what went wrong inside.";
AttemptsUnbounded = "attempts-unbounded" breaks ["sign-in-starts-are-bounded"] seen Patiently: "Remembers every sign-in that was begun, and looks through all of them.";
PagesShared = "pages-shared" breaks ["next-person-finds-no-trace"]: "Caches a page on the server for whoever comes next.";
GarbageCookieCrashes = "garbage-cookie-crashes" breaks ["unreadable-cookie-is-cleared"]: "Crashes at a session cookie that it cannot read.";
GarbageCookieKept = "garbage-cookie-kept" breaks ["unreadable-cookie-is-cleared"]: "Leaves a session cookie in the browser that it does not know.";
}
