//! The beginning of a sign-in: what to request, and what to remember until the browser comes back.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::claims::IdClaims;
use crate::secrets;
use crate::tokens::Tokens;

/// The default scopes. Without `offline_access` there is no refresh token, and a session lasts five minutes.
const SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// The request for a sign-in.
///
/// Check a value that comes from the browser's request before it is used here: a link could choose it for the person.
///
/// ```
/// use scalekit::{Prompt, SignIn};
///
/// let ordinary = SignIn::to("https://app.example/auth/callback");
/// let switching = SignIn::to("https://app.example/auth/callback")
///     .organization("org_123")
///     .prompt(Prompt::SelectAccount);
/// # let _ = (ordinary, switching);
/// ```
#[derive(Debug, Clone)]
pub struct SignIn {
    redirect_uri: String,
    scopes: Vec<String>,
    options: Vec<(&'static str, String)>,
}

impl SignIn {
    /// Leads back to `redirect_uri`, which must be registered character for character. The scopes
    /// are `openid profile email offline_access`.
    pub fn to(redirect_uri: impl Into<String>) -> Self {
        Self {
            redirect_uri: redirect_uri.into(),
            scopes: SCOPES.map(str::to_owned).to_vec(),
            options: Vec::new(),
        }
    }

    /// Adds a scope.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let scope = scope.into();
        if !self.scopes.contains(&scope) {
            self.scopes.push(scope);
        }
        self
    }

    /// Sets Scalekit's behaviour towards a person who is signed in there already.
    #[must_use]
    pub fn prompt(self, prompt: Prompt) -> Self {
        self.option("prompt", prompt.as_str())
    }

    /// Fills in the e-mail address, and finds the organization's own sign-in by its domain.
    #[must_use]
    pub fn login_hint(self, email: impl Into<String>) -> Self {
        self.option("login_hint", email)
    }

    /// Goes to the sign-in of this organization, `org_…`.
    #[must_use]
    pub fn organization(self, id: impl Into<String>) -> Self {
        self.option("organization_id", id)
    }

    /// Goes straight to this connection, `conn_…`.
    #[must_use]
    pub fn connection(self, id: impl Into<String>) -> Self {
        self.option("connection_id", id)
    }

    /// Goes straight to a social provider, such as `google` or `github`.
    #[must_use]
    pub fn provider(self, name: impl Into<String>) -> Self {
        self.option("provider", name)
    }

    /// Finds the connection by the domain of an organization.
    #[must_use]
    pub fn domain_hint(self, domain: impl Into<String>) -> Self {
        let domain = domain.into();
        // Scalekit's reference says `domain`, its SDKs send both.
        self.option("domain_hint", domain.clone()).option("domain", domain)
    }

    /// Sets an option once: RFC 6749 §3.1 allows each name once.
    fn option(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.options.retain(|(held, _)| *held != name);
        self.options.push((name, value.into()));
        self
    }
}

/// Scalekit's behaviour towards a person who is signed in there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Prompt {
    /// Ask nothing; answer `login_required` when there is no session.
    None,
    /// Authenticate again. It is for a step-up alone: if it is sent each time, nobody stays signed in.
    Login,
    /// Ask for consent again.
    Consent,
    /// Show the sign-up page.
    Create,
    /// Let the person choose an organization.
    SelectAccount,
}

impl Prompt {
    fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::Create => "create",
            Self::SelectAccount => "select_account",
        }
    }
}

/// A sign-in that has begun: the URL for the browser, and the secrets that prove that the same browser comes back.
///
/// Keep it on the server for ten minutes at most, bound to the browser by a cookie, and take it out of the store
/// before [`finish`](crate::Client::finish): it is valid for one callback.
#[derive(Serialize, Deserialize)]
pub struct Attempt {
    pub(crate) url: Url,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

impl Attempt {
    pub(crate) fn begin(authorize: &Url, client_id: &str, sign_in: SignIn) -> Self {
        let mut attempt = Self {
            url: authorize.clone(),
            redirect_uri: sign_in.redirect_uri,
            state: secrets::fresh(),
            nonce: secrets::fresh(),
            verifier: secrets::fresh(),
        };
        attempt
            .url
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", &attempt.redirect_uri)
            .append_pair("scope", &sign_in.scopes.join(" "))
            .append_pair("state", &attempt.state)
            .append_pair("nonce", &attempt.nonce)
            .append_pair("code_challenge", &secrets::pkce_challenge(&attempt.verifier))
            .append_pair("code_challenge_method", "S256")
            .extend_pairs(&sign_in.options);
        attempt
    }

    /// Returns where to send the browser: a full navigation, with 302 or 303.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the name of this attempt; the [callback](crate::Callback::state) repeats it.
    pub fn state(&self) -> &str {
        &self.state
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt([redacted])")
    }
}

/// A finished sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SignedIn {
    /// The tokens, to keep on the server for this person.
    pub tokens: Tokens,
    /// The claims about the person.
    pub identity: IdClaims,
}
