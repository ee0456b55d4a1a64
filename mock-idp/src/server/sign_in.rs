//! Sign-ins without a browser, for tests that are about something else.

use super::MockIdp;
use crate::idp::Idp;
use crate::rules::control::sign_in::SignInError;
use crate::secret::Secret;
use crate::wire::{SignInRequest, TokenResponse};

/// A sign-in to be carried out; from [`MockIdp::sign_in`].
#[derive(Debug)]
#[must_use = "it is `code` or `tokens` that signs in"]
pub struct SignIn<'a> {
    idp: &'a Idp,
    request: SignInRequest,
}

/// A code for a client, with what its redemption needs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuthorizationCode {
    /// The code.
    pub code: Secret,
    /// The client.
    pub client_id: String,
    /// The redirect URI, which the redemption must repeat.
    pub redirect_uri: String,
    /// The id of the new session, `ses_…`.
    pub session_id: String,
    /// The cookie of a browser that is signed in like that: its name, `=` and its value.
    pub cookie: Secret,
}

/// The answer of the token endpoint.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tokens {
    /// The access token, a JWT.
    pub access_token: Secret,
    /// The ID token, a JWT.
    pub id_token: Option<Secret>,
    /// The refresh token, with the scope `offline_access`.
    pub refresh_token: Option<Secret>,
    /// The lifetime of the access token, in seconds.
    pub expires_in: u32,
    /// The scope granted.
    pub scope: String,
}

impl MockIdp {
    /// Signs a user in, given by e-mail or id, without a browser, by the same rules, with a new session and the usual
    /// journal entries.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::start();
    /// let tokens = idp.sign_in("carol@globex.example").organization("Acme").tokens()?;
    ///
    /// assert!(tokens.access_token.reveal().starts_with("eyJ"));
    /// assert_eq!(idp.sessions_of("carol@globex.example")?.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign_in(&self, user: &str) -> SignIn<'_> {
        SignIn {
            idp: &self.idp,
            request: SignInRequest { user: user.to_owned(), ..SignInRequest::default() },
        }
    }
}

impl SignIn<'_> {
    /// Sets the client, by name or id; by default, the environment's first web application.
    pub fn client(mut self, name_or_id: &str) -> Self {
        self.request.client = Some(name_or_id.to_owned());
        self
    }

    /// Sets the organization, by name or id; by default, the user's first.
    pub fn organization(mut self, name_or_id: &str) -> Self {
        self.request.organization = Some(name_or_id.to_owned());
        self
    }

    /// Sets the redirect URI; by default, the first that the client registered.
    pub fn redirect_uri(mut self, uri: &str) -> Self {
        self.request.redirect_uri = Some(uri.to_owned());
        self
    }

    /// Sets the scopes, separated by spaces; by default all, `offline_access` too.
    pub fn scope(mut self, scope: &str) -> Self {
        self.request.scope = Some(scope.to_owned());
        self
    }

    /// Sets the `nonce` for the ID token.
    pub fn nonce(mut self, nonce: &str) -> Self {
        self.request.nonce = Some(nonce.to_owned());
        self
    }

    /// Sets the S256 challenge (RFC 7636 §4.2), for a code that the holder of its verifier redeems.
    pub fn code_challenge(mut self, challenge: &str) -> Self {
        self.request.code_challenge = Some(challenge.to_owned());
        self
    }

    /// Returns the code that the client would get at its callback.
    ///
    /// # Errors
    ///
    /// [`SignInError`] if there is no such user, client or organization, with those that exist; or if the hosted
    /// pages would have refused.
    pub fn code(self) -> Result<AuthorizationCode, SignInError> {
        let arrived = self.idp.code_for(&self.request)?;
        Ok(AuthorizationCode {
            code: arrived.code,
            client_id: arrived.client.to_string(),
            redirect_uri: arrived.redirect_uri,
            session_id: arrived.session.to_string(),
            cookie: arrived.cookie,
        })
    }

    /// Returns the tokens that the client would get for that code. Planned forgeries are carried out.
    ///
    /// # Errors
    ///
    /// As [`code`](Self::code); and if the token endpoint would have refused.
    pub fn tokens(self) -> Result<Tokens, SignInError> {
        self.idp.tokens_for(&self.request).map(Tokens::from)
    }
}

impl From<TokenResponse> for Tokens {
    fn from(answer: TokenResponse) -> Self {
        Self {
            access_token: Secret::new(answer.access_token),
            id_token: answer.id_token.map(Secret::new),
            refresh_token: answer.refresh_token.map(Secret::new),
            expires_in: answer.expires_in,
            scope: answer.scope,
        }
    }
}
