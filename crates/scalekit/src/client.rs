//! The client of a Scalekit environment.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use url::Url;

use crate::builder::{ClientBuilder, ConfigError};
use crate::callback::Callback;
use crate::claims::{AccessClaims, IdClaims, UserInfo};
use crate::clock::Clock;
use crate::environment::Environment;
use crate::error::{Error, UnavailableError, VerificationError};
use crate::jwks::KeyCache;
use crate::jwt::{UnverifiedJwt, VerifiedJwt};
use crate::logout::Logout;
use crate::management::Management;
use crate::metadata::Metadata;
use crate::refresh::Refreshed;
use crate::response::Response;
use crate::sign_in::{Attempt, SignIn, SignedIn};
use crate::token_endpoint::{self, Credentials, Grant, TokenResponse};
use crate::tokens::{AccessToken, RefreshToken, Tokens};
use crate::transport::Transport;
use crate::used_tokens::{RecentTokens, SharedMemory};
use crate::verify::{self, Expected};

/// Signs people in at one Scalekit environment, keeps them signed in and verifies their tokens.
///
/// Make one for the whole process and clone it freely: the clones share their connections
/// and the environment's signing keys.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    environment: Environment,
    credentials: Credentials,
    expected: Expected,
    clock: Clock,
    keys: Arc<KeyCache>,
    metadata: Metadata,
    transport: Transport,
    used_tokens: SharedMemory,
}

impl Client {
    /// Begins to build a client, with the two settings that every application has.
    ///
    /// A trailing slash of the environment URL does not matter. Plain `http` is accepted
    /// for this machine only: `localhost`, names below it, and the loopback addresses.
    ///
    /// ```
    /// use scalekit::Client;
    ///
    /// let client = Client::builder("https://example.scalekit.com", "skc_123")
    ///     .client_secret("from the environment, never from the source")
    ///     .build()?;
    /// # let _ = client;
    /// # Ok::<(), scalekit::ConfigError>(())
    /// ```
    pub fn builder(environment_url: &str, client_id: &str) -> ClientBuilder {
        ClientBuilder::new(environment_url, client_id)
    }

    pub(crate) fn from_settings(
        settings: ClientBuilder,
        environment: Environment,
    ) -> Result<Self, ConfigError> {
        let transport = Transport::new(&settings, environment.is_loopback)?;
        Ok(Self(Arc::new(Inner {
            expected: Expected {
                issuer: settings.issuer.unwrap_or_else(|| environment.base.clone()),
                client_id: settings.client_id.clone(),
                leeway: settings.leeway,
            },
            credentials: Credentials {
                client_id: settings.client_id,
                client_secret: settings.client_secret,
            },
            keys: Arc::new(KeyCache::new(
                transport.clone(),
                environment.keys.clone(),
                settings.clock.clone(),
                settings.jwks_cooldown,
            )),
            metadata: Metadata::new(
                transport.clone(),
                environment.metadata.clone(),
                settings.clock.clone(),
            ),
            used_tokens: settings
                .used_tokens
                .unwrap_or_else(|| SharedMemory::new(RecentTokens::new(settings.clock.clone()))),
            clock: settings.clock,
            environment,
            transport,
        })))
    }

    /// Returns the environment URL, without a trailing slash.
    ///
    /// ```
    /// let client = scalekit::Client::builder("https://example.scalekit.com/", "skc_123").build()?;
    /// assert_eq!(client.environment_url(), "https://example.scalekit.com");
    /// # Ok::<(), scalekit::ConfigError>(())
    /// ```
    pub fn environment_url(&self) -> &str {
        &self.0.environment.base
    }

    /// Begins a sign-in with a fresh state, nonce and PKCE pair, without the network.
    ///
    /// ```
    /// # let client = scalekit::Client::builder("https://example.scalekit.com", "skc_123").build()?;
    /// let attempt = client.begin(scalekit::SignIn::to("https://app.example/auth/callback"));
    /// assert!(attempt.url().as_str().starts_with("https://example.scalekit.com/oauth/authorize?"));
    /// # Ok::<(), scalekit::ConfigError>(())
    /// ```
    pub fn begin(&self, sign_in: SignIn) -> Attempt {
        let credentials = &self.0.credentials;
        Attempt::begin(&self.0.environment.authorize, &credentials.client_id, sign_in)
    }

    /// Finishes a sign-in: checks that the callback answers this attempt, exchanges the code, and
    /// verifies both tokens.
    ///
    /// # Errors
    ///
    /// - [`Error::Declined`]: the person said no.
    /// - [`Error::TurnedAway`]: Scalekit does not let this person in.
    /// - [`Error::ConnectionUnusable`]: the organization's own sign-in is off, or does not work.
    /// - [`Error::SignInAgain`]: the code was used or has expired, or `prompt=none` found no session.
    /// - [`Error::TryLater`]: Scalekit, or its signing keys, are unavailable. The code may be spent:
    ///   begin again, later.
    /// - [`Error::Untrusted`]: a wrong state, a wrong issuer or no code (in these cases no token has
    ///   been requested), or a token that does not prove what it claims. A callback without `iss` is
    ///   wrong where the environment's metadata promise one (RFC 9207 §2.4); they are read then, and
    ///   while they cannot be read it is let pass.
    /// - [`Error::Refused`]: the application's settings and Scalekit's do not agree.
    pub async fn finish(&self, attempt: Attempt, callback: Callback) -> Result<SignedIn, Error> {
        let issuer = &self.0.expected.issuer;
        if !callback.names_issuer(&attempt.state, issuer)?
            && self.0.metadata.promises_iss(issuer).await
        {
            return Err(VerificationError::CallbackWithoutIssuer.into());
        }
        let code = callback.into_code()?;
        let grant = Grant::AuthorizationCode {
            code: &code,
            redirect_uri: &attempt.redirect_uri,
            verifier: &attempt.verifier,
        };
        let response = self.redeem(grant).await?;
        let (tokens, identity) = self.verify_tokens(&response, Some(&attempt.nonce)).await?;
        let identity = identity.ok_or(token_endpoint::ID_TOKEN_MISSING)?;
        Ok(SignedIn { tokens, identity })
    }

    /// Exchanges a refresh token for new tokens, with the present roles and permissions.
    ///
    /// The refresh token presented is used up; store what [`Refreshed`] holds before you answer anyone. If the answer
    /// has no new refresh token, the old one stays valid (RFC 6749 §6), and is in the [`Tokens`] again.
    ///
    /// Run it in a task of its own: a future that is dropped half-way, because the person closed the page, loses the
    /// new refresh token.
    ///
    /// # Errors
    ///
    /// - [`Error::SignInAgain`]: the refresh token is used, revoked or expired, or its session has ended.
    /// - [`Error::TryLater`]: Scalekit is unavailable, and no new refresh token has come: keep the
    ///   session and the token that you have.
    /// - [`Error::Untrusted`]: the new tokens do not prove what they claim. End the session.
    /// - [`Error::Refused`]: the application's credentials are wrong.
    pub async fn refresh(&self, refresh_token: &RefreshToken) -> Result<Refreshed, Error> {
        let response = self.redeem(Grant::RefreshToken(refresh_token)).await?;
        let successor = token_endpoint::successor(&response);
        match (self.verify_tokens(&response, None).await, successor) {
            (Ok((mut tokens, _)), successor) => {
                tokens.refresh_token = successor.or_else(|| Some(refresh_token.clone()));
                Ok(Refreshed::Verified(tokens))
            }
            (Err(Error::TryLater(outage)), Some(successor)) => {
                Ok(Refreshed::Unverified { successor, outage })
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Verifies an access token that was issued to this application: signature, issuer, audience and time. Only keys
    /// that the client does not know yet need a request.
    ///
    /// An ID token is refused: it names who signed in, and grants nothing.
    ///
    /// # Errors
    ///
    /// - [`Error::Untrusted`]: the token does not prove what it claims; or it has
    ///   [expired](VerificationError::Expired), and a [refresh](Self::refresh) brings the next one.
    /// - [`Error::TryLater`]: the environment's keys are needed and cannot be had.
    pub async fn verify_access_token(&self, token: &AccessToken) -> Result<AccessClaims, Error> {
        let jwt = self.verify_presented(token.secret()).await?;
        Ok(self.0.expected.access(&jwt, self.now())?)
    }

    /// Returns where to send the browser to sign out at Scalekit: a full navigation, with 302 or 303,
    /// because Scalekit finds the session by its own cookie.
    ///
    /// The URL carries the ID token. It belongs in a `Location` header and nowhere else.
    ///
    /// ```
    /// # let client = scalekit::Client::builder("https://example.scalekit.com", "skc_123").build()?;
    /// let url = client.logout_url(scalekit::Logout::to("https://app.example/logged-out"));
    /// assert_eq!(
    ///     url.as_str(),
    ///     "https://example.scalekit.com/oidc/logout\
    ///      ?post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Flogged-out"
    /// );
    /// # Ok::<(), scalekit::ConfigError>(())
    /// ```
    pub fn logout_url(&self, logout: Logout) -> Url {
        logout.url(&self.0.environment.end_session)
    }

    /// Fetches what Scalekit knows about the person whom the access token belongs to.
    ///
    /// The token is verified first, and the response must be about the same person
    /// (OpenID Connect Core §5.3.2).
    ///
    /// # Errors
    ///
    /// - [`Error::SignInAgain`]: Scalekit does not accept the token any more.
    /// - [`Error::TryLater`]: Scalekit is unavailable.
    /// - [`Error::Untrusted`]: the token does not verify, or the response is about someone else.
    /// - [`Error::Refused`]: the token lacks a scope.
    pub async fn userinfo(&self, token: &AccessToken) -> Result<UserInfo, Error> {
        let claims = self.verify_access_token(token).await?;
        let response = self.0.transport.get(&self.0.environment.userinfo, Some(token)).await?;
        let person: UserInfo = response.success_or_bearer_error()?.json()?;
        if person.sub == claims.sub {
            Ok(person)
        } else {
            Err(VerificationError::SubjectMismatch.into())
        }
    }

    /// Revokes a refresh token (RFC 7009). An invalid token is no error.
    ///
    /// Signing out does not need it: Scalekit ends the session's refresh tokens at its logout URL.
    ///
    /// # Errors
    ///
    /// - [`Error::TryLater`]: Scalekit is unavailable; the token may still be valid.
    /// - [`Error::Refused`]: the application's credentials are wrong, or it may not revoke.
    pub async fn revoke(&self, token: &RefreshToken) -> Result<(), Error> {
        let mut form = vec![("token", token.secret()), ("token_type_hint", "refresh_token")];
        form.extend(self.0.credentials.form());
        let response = self.0.transport.post(&self.0.environment.revoke, &form).await?;
        response.success_or_error()?;
        Ok(())
    }

    /// Returns a client of the management API, with this application's own credentials. Make one for
    /// the whole process and clone it freely: the clones share the application's token.
    pub fn management(&self) -> Management {
        Management::of(self.clone())
    }

    /// Returns the clock by which this client judges tokens, for the application's own deadlines.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Redeems a grant. After a response of success, the code or refresh token is used up.
    pub(crate) async fn redeem(&self, grant: Grant<'_>) -> Result<Response, Error> {
        let form = grant.form(&self.0.credentials);
        let response = self.0.transport.post(&self.0.environment.token, &form).await?;
        response.success_or_error()
    }

    /// Verifies all tokens of a grant's response, before any is returned.
    async fn verify_tokens(
        &self,
        response: &Response,
        nonce: Option<&str>,
    ) -> Result<(Tokens, Option<IdClaims>), Error> {
        let response = TokenResponse::read(response)?;
        let access_claims = self.verify_access(&response.access_token).await?;
        let identity = match &response.id_token {
            Some(id_token) => {
                let jwt = self.verify_signature(id_token.secret()).await?;
                let claims = self.0.expected.identity(&jwt, self.now())?;
                verify::check_binding(&claims, nonce, &response.access_token, &access_claims)?;
                Some(claims)
            }
            None => None,
        };
        Ok((response.into_tokens(access_claims), identity))
    }

    pub(crate) fn environment(&self) -> &Environment {
        &self.0.environment
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.0.transport
    }

    async fn verify_access(&self, token: &AccessToken) -> Result<AccessClaims, Error> {
        let jwt = self.verify_signature(token.secret()).await?;
        Ok(self.0.expected.access(&jwt, self.now())?)
    }

    async fn verify_signature(&self, token: &str) -> Result<VerifiedJwt, Error> {
        let unverified = UnverifiedJwt::parse(token)?;
        let key = self.0.keys.find(unverified.kid()).await?;
        Ok(unverified.verify(&key)?)
    }

    /// Verifies the signature of a token that somebody presents, and that Scalekit has not just issued.
    pub(crate) async fn verify_presented(&self, token: &str) -> Result<VerifiedJwt, Error> {
        match self.verify_signature(token).await {
            // A sender can invent keys as fast as it likes. The cooldown is for that case, so an unknown key is a
            // verdict here.
            Err(Error::TryLater(UnavailableError::KeysFetchedRecently)) => {
                Err(VerificationError::UnknownKey.into())
            }
            outcome => outcome,
        }
    }

    pub(crate) fn expected(&self) -> &Expected {
        &self.0.expected
    }

    pub(crate) fn used_tokens(&self) -> &SharedMemory {
        &self.0.used_tokens
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.0.clock.now()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("environment", &self.0.environment.base)
            .field("client_id", &self.0.expected.client_id)
            .finish_non_exhaustive()
    }
}
