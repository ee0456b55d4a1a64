//! A sign-in that begins at an organization's identity provider, not at this application.

use std::fmt;
use std::time::SystemTime;

use serde::Deserialize;
use url::form_urlencoded;

use crate::client::Client;
use crate::error::{Error, VerificationError};
use crate::numeric_date;
use crate::oauth_error::OAuthError;
use crate::sign_in::SignIn;

/// What a browser brings to the initiate-login URL when somebody has clicked the application's tile at
/// their identity provider: read, and not yet verified.
#[derive(Default)]
pub struct IdpInitiatedLogin {
    token: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    repeated: Option<&'static str>,
}

impl IdpInitiatedLogin {
    /// Reads the part after the question mark. `None` is an ordinary visit: it has neither
    /// `idp_initiated_login` nor `error`.
    ///
    /// ```
    /// use scalekit::IdpInitiatedLogin;
    ///
    /// assert!(IdpInitiatedLogin::from_query("next=/reports").is_none());
    /// let begun_there = IdpInitiatedLogin::from_query("idp_initiated_login=eyJhbGciOi…");
    /// assert!(begun_there.is_some_and(|login| login.has_token()));
    /// ```
    pub fn from_query(query: &str) -> Option<Self> {
        let mut login = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if let Some((name, field)) = login.field(&name)
                && field.replace(value.into_owned()).is_some()
            {
                login.repeated = Some(name);
            }
        }
        (login.has_token() || login.error.is_some()).then_some(login)
    }

    /// Says whether there is a token to verify. Without one, the link carries an error that no
    /// signature protects: anybody can write such a link.
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    fn field(&mut self, name: &str) -> Option<(&'static str, &mut Option<String>)> {
        Some(match name {
            "idp_initiated_login" => ("idp_initiated_login", &mut self.token),
            "error" => ("error", &mut self.error),
            "error_description" => ("error_description", &mut self.error_description),
            _ => return None,
        })
    }

    fn into_token(self) -> Result<String, Error> {
        if let Some(name) = self.repeated {
            return Err(VerificationError::RepeatedParameter(name).into());
        }
        if let Some(error) = self.error {
            return Err(OAuthError::new(&error, self.error_description.as_deref()).into_error());
        }
        Ok(self.token.unwrap_or_default())
    }
}

impl fmt::Debug for IdpInitiatedLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdpInitiatedLogin([redacted])")
    }
}

/// The claims of a verified `idp_initiated_login` token, which say which sign-in to begin.
///
/// They say where a sign-in should lead and **sign nobody in**. The browser may not even be that
/// person's; only the provider can say so, in the [sign-in](Self::sign_in) that follows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct IdpInitiatedClaims {
    /// The connection with the provider: `conn_…`.
    pub connection_id: String,
    /// The organization whose provider it is: `org_…`.
    pub organization_id: String,
    /// The address of the person, by the provider's word.
    pub login_hint: String,
    /// The page that the person wanted to go to. Somebody at the provider wrote it, so use it as a path of this site
    /// only after a check, and never as the `state`.
    pub relay_state: Option<String>,
    /// When the token ends.
    #[serde(with = "numeric_date")]
    pub exp: SystemTime,
}

impl IdpInitiatedClaims {
    /// Returns the sign-in to begin, with this connection, organization and hint.
    pub fn sign_in(&self, redirect_uri: impl Into<String>) -> SignIn {
        SignIn::to(redirect_uri)
            .connection(&*self.connection_id)
            .organization(&*self.organization_id)
            .login_hint(&*self.login_hint)
    }
}

impl Client {
    /// Verifies what came to the initiate-login URL, and says which sign-in to begin.
    ///
    /// ```no_run
    /// # async fn login(client: scalekit::Client, query: &str) -> Result<(), scalekit::Error> {
    /// use scalekit::{IdpInitiatedLogin, SignIn};
    ///
    /// const CALLBACK: &str = "https://app.example/auth/callback";
    ///
    /// // GET /login
    /// let sign_in = match IdpInitiatedLogin::from_query(query) {
    ///     Some(login) => client.verify_idp_initiated(login).await?.sign_in(CALLBACK),
    ///     None => SignIn::to(CALLBACK),
    /// };
    /// let attempt = client.begin(sign_in);
    /// # let _ = attempt;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Untrusted`]: the token does not prove what it claims, or is older than its five
    ///   minutes. Begin an ordinary sign-in instead.
    /// - [`Error::TryLater`]: the environment's keys are needed and cannot be had.
    /// - Any other: there was an `error` instead of a token, sorted as at the callback. It is as good as
    ///   the link that brought it: show a page, and end nothing.
    pub async fn verify_idp_initiated(
        &self,
        login: IdpInitiatedLogin,
    ) -> Result<IdpInitiatedClaims, Error> {
        let token = login.into_token()?;
        let jwt = self.verify_presented(&token).await?;
        Ok(self.expected().idp_initiated(&jwt, self.now())?)
    }
}
