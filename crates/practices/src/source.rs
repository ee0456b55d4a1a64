//! Where a practice is written: Scalekit's documentation, the RFCs, the specifications of OpenID and of browsers.

use std::fmt;

/// A page or a section that says what is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// The name, for people: `RFC 6749, section 4.1.3`.
    pub name: &'static str,
    /// The address.
    pub url: &'static str,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A page of Scalekit's documentation, by its path.
macro_rules! scalekit {
    ($path:literal) => {
        $crate::Source {
            name: concat!("Scalekit, ", $path),
            url: concat!("https://docs.scalekit.com/", $path, "/"),
        }
    };
}

/// A section of an RFC.
macro_rules! rfc {
    ($number:literal, $section:literal) => {
        $crate::Source {
            name: concat!("RFC ", $number, ", section ", $section),
            url: concat!("https://www.rfc-editor.org/rfc/rfc", $number, ".html#section-", $section),
        }
    };
}

/// A section of a specification of the OpenID Foundation.
macro_rules! openid {
    ($title:literal, $file:literal, $section:literal, $anchor:literal) => {
        $crate::Source {
            name: concat!("OpenID Connect ", $title, " 1.0, section ", $section),
            url: concat!("https://openid.net/specs/", $file, ".html#", $anchor),
        }
    };
}

/// Any other page.
macro_rules! page {
    ($name:literal, $url:literal) => {
        $crate::Source { name: $name, url: $url }
    };
}

macro_rules! sources {
    ($($name:ident = $source:expr;)*) => { $(pub(crate) const $name: Source = $source;)* };
}

// Scalekit's documentation.
sources! {
    ACCESS_CONTROL = scalekit!("authenticate/authz/implement-access-control");
    API_CREDENTIALS = scalekit!("guides/authenticate-scalekit-api");
    AUTHORIZATION_URL = scalekit!("sso/guides/authorization-url");
    CLIENT_CREDENTIALS = scalekit!("guides/client-credentials-practices");
    COMPLETE_LOGIN = scalekit!("authenticate/fsa/complete-login");
    CUSTOM_DOMAIN = scalekit!("guides/custom-domain");
    END_TO_END_TESTS = scalekit!("authenticate/run-e2e-tests");
    ERROR_CODES = scalekit!("sso/reference/sso-integration-errors");
    IDP_INITIATED = scalekit!("sso/guides/idp-init-sso");
    IMPLEMENT_LOGIN = scalekit!("authenticate/fsa/implement-login");
    INITIATE_LOGIN = scalekit!("guides/dashboard/intitate-login-endpoint");
    LAUNCH_CHECKLIST = scalekit!("authenticate/launch-checklist");
    LOGOUT = scalekit!("authenticate/fsa/logout");
    MANAGE_APPS = scalekit!("authenticate/fsa/multiapp/manage-apps");
    MANAGE_SESSION = scalekit!("authenticate/fsa/manage-session");
    MULTI_APP = scalekit!("authenticate/fsa/multiapp/overview");
    ORGANIZATION_SWITCHING = scalekit!("authenticate/manage-users-orgs/organization-switching");
    QUICKSTART = scalekit!("authenticate/fsa/quickstart");
    REDIRECTS = scalekit!("guides/dashboard/redirects");
    REMOVE_USERS = scalekit!("authenticate/manage-organizations/remove-users-from-organization");
    SDKS = scalekit!("dev-kit/sdks/overview");
    SESSION_POLICY = scalekit!("authenticate/manage-organizations/organization-session-policy");
    SINGLE_PAGE_APP = scalekit!("authenticate/fsa/multiapp/single-page-app");
    SSO_SIMULATOR = scalekit!("sso/guides/test-sso");
    TOKEN_CLAIMS = scalekit!("authenticate/fsa/session-token-claims");
    WEBHOOKS = scalekit!("authenticate/implement-workflows/implement-webhooks");
    WEB_APP = scalekit!("authenticate/fsa/multiapp/web-app");
}

// OAuth 2.0, its tokens, and its current advice (RFC 9700).
sources! {
    OAUTH_CLIENT_PASSWORD = rfc!("6749", "2.3.1");
    OAUTH_CODE_REQUEST = rfc!("6749", "4.1.1");
    OAUTH_CODE_RESPONSE = rfc!("6749", "4.1.2");
    OAUTH_CSRF = rfc!("6749", "10.12");
    OAUTH_ERROR = rfc!("6749", "5.2");
    OAUTH_OPEN_REDIRECT = rfc!("6749", "10.15");
    OAUTH_PARAMETERS = rfc!("6749", "3.1");
    OAUTH_REFRESH = rfc!("6749", "6");
    OAUTH_SCOPE = rfc!("6749", "3.3");
    OAUTH_TOKEN_REQUEST = rfc!("6749", "4.1.3");
    OAUTH_TOKEN_RESPONSE = rfc!("6749", "5.1");
    BEARER_STATUS = rfc!("6750", "3.1");
    REVOCATION = rfc!("7009", "2.1");
    INTROSPECTION = rfc!("7662", "4");
    KEY_SET = rfc!("7517", "5");
    JWT_EXPIRY = rfc!("7519", "4.1.4");
    JWT_ALGORITHM = rfc!("8725", "3.1");
    JWT_ISSUER = rfc!("8725", "3.8");
    JWT_AUDIENCE = rfc!("8725", "3.9");
    JWT_KIND = rfc!("8725", "3.11");
    PKCE_VERIFIER = rfc!("7636", "4.1");
    PKCE_METHOD = rfc!("7636", "7.2");
    BCP_REDIRECT = rfc!("9700", "2.1");
    BCP_CODE = rfc!("9700", "2.1.1");
    BCP_REDIRECT_URI = rfc!("9700", "4.1");
    BCP_REFERER = rfc!("9700", "4.2");
    BCP_HISTORY = rfc!("9700", "4.3");
    BCP_CSRF = rfc!("9700", "4.7");
    BCP_OPEN_REDIRECT = rfc!("9700", "4.11.1");
    BCP_REDIRECT_307 = rfc!("9700", "4.12");
    BCP_REFRESH = rfc!("9700", "4.14.2");
}

// OpenID Connect.
sources! {
    CORE_AUTH_REQUEST = openid!("Core", "openid-connect-core-1_0", "3.1.2.1", "AuthRequest");
    CORE_AUTH_ERROR = openid!("Core", "openid-connect-core-1_0", "3.1.2.6", "AuthError");
    CORE_ID_TOKEN = openid!("Core", "openid-connect-core-1_0", "3.1.3.7", "IDTokenValidation");
    CORE_STABILITY = openid!("Core", "openid-connect-core-1_0", "5.7", "ClaimStability");
    CORE_THIRD_PARTY = openid!("Core", "openid-connect-core-1_0", "4", "ThirdPartyInitiatedLogin");
    CORE_KEY_ROTATION = openid!("Core", "openid-connect-core-1_0", "10.1.1", "RotateSigKeys");
    CORE_OFFLINE = openid!("Core", "openid-connect-core-1_0", "11", "OfflineAccess");
    CORE_REFRESH = openid!("Core", "openid-connect-core-1_0", "12.2", "RefreshTokenResponse");
    CORE_NONCE = openid!("Core", "openid-connect-core-1_0", "15.5.2", "NonceNotes");
    RP_LOGOUT = openid!("RP-Initiated Logout", "openid-connect-rpinitiated-1_0", "2", "RPLogout");
    RP_LOGOUT_REDIRECT = openid!(
        "RP-Initiated Logout",
        "openid-connect-rpinitiated-1_0",
        "3",
        "RedirectionAfterLogout"
    );
    LOGOUT_TOKEN = openid!("Back-Channel Logout", "openid-connect-backchannel-1_0", "2.6", "Validation");
    BACK_CHANNEL = openid!("Back-Channel Logout", "openid-connect-backchannel-1_0", "2.5", "BCRequest");
}

// HTTP and browsers.
sources! {
    HTTP_303 = rfc!("9110", "15.4.4");
    HTTP_401 = rfc!("9110", "15.5.2");
    HTTP_403 = rfc!("9110", "15.5.4");
    HTTP_SAFE = rfc!("9110", "9.2.1");
    HTTP_IDEMPOTENT = rfc!("9110", "9.2.2");
    NO_STORE = rfc!("9111", "5.2.2.5");
    COOKIE_LIMITS = rfc!("6265", "6.1");
    COOKIE_STORAGE = rfc!("6265", "5.3");
    COOKIES_BIS = page!(
        "RFC 6265bis, cookies as browsers have them",
        "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis"
    );
    FETCH_METADATA = page!("W3C, Fetch Metadata Request Headers", "https://www.w3.org/TR/fetch-metadata/");
    CORS = page!("WHATWG, Fetch: the CORS protocol", "https://fetch.spec.whatwg.org/#http-cors-protocol");
    FORM_ACTION = page!(
        "W3C, Content Security Policy: form-action",
        "https://www.w3.org/TR/CSP3/#directive-form-action"
    );
    CLEAR_SITE_DATA = page!("W3C, Clear Site Data", "https://www.w3.org/TR/clear-site-data/");
    REFERRER_POLICY = page!("W3C, Referrer Policy", "https://www.w3.org/TR/referrer-policy/");
    STANDARD_WEBHOOKS = page!(
        "Standard Webhooks, the specification",
        "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"
    );
    OWASP_CSRF = page!(
        "OWASP, Cross-Site Request Forgery Prevention",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html"
    );
    OWASP_ERRORS = page!(
        "OWASP, Error Handling",
        "https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html"
    );
    OWASP_LOGGING = page!(
        "OWASP, Logging",
        "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html"
    );
    OWASP_REDIRECTS = page!(
        "OWASP, Unvalidated Redirects and Forwards",
        "https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html"
    );
    OWASP_SESSIONS = page!(
        "OWASP, Session Management",
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html"
    );
    OWASP_TENANTS = page!(
        "OWASP, Insecure Direct Object Reference Prevention",
        "https://cheatsheetseries.owasp.org/cheatsheets/Insecure_Direct_Object_Reference_Prevention_Cheat_Sheet.html"
    );
}
