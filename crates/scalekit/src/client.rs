//! The client: what an application holds, and what it can do with it.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use url::Url;

use crate::answer::Answer;
use crate::builder::{ClientBuilder, ConfigError};
use crate::callback::Callback;
use crate::claims::{AccessClaims, IdClaims, UserInfo};
use crate::clock::Clock;
use crate::environment::Environment;
use crate::error::{Distrust, Error, Outage};
use crate::jwks::KeyCache;
use crate::jwt::{Proven, Unverified};
use crate::logout::Logout;
use crate::management::Management;
use crate::metadata::Metadata;
use crate::refresh::Refreshed;
use crate::sign_in::{Attempt, SignIn, SignedIn};
use crate::token_endpoint::{self, Credentials, Grant, Issued};
use crate::tokens::{AccessToken, RefreshToken, Tokens};
use crate::transport::Transport;
use crate::verify::{self, Expected};

/// An application's door to one Scalekit environment.
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
}

impl Client {
    /// Starts with the two settings that every application has.
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
            clock: settings.clock,
            environment,
            transport,
        })))
    }

    /// Begins a sign-in with a fresh state, nonce and PKCE pair. It asks nothing of the network.
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

    /// Finishes a sign-in: believes the callback only if it answers this attempt, exchanges the
    /// code, and verifies both tokens.
    ///
    /// # Errors
    ///
    /// - [`Error::Declined`]: the person said no.
    /// - [`Error::TurnedAway`]: Scalekit does not let this person in.
    /// - [`Error::ConnectionUnusable`]: the organization's own sign-in is off, or does not work.
    /// - [`Error::SignInAgain`]: the code was used or has expired, or `prompt=none` found no session.
    /// - [`Error::TryLater`]: Scalekit, or its signing keys, cannot be asked. The code may be spent:
    ///   begin again, later.
    /// - [`Error::Untrusted`]: a wrong state, a wrong issuer or no code (in these cases no token has
    ///   been asked for), or a token that does not prove what it claims. A callback without `iss` is
    ///   wrong where the environment's metadata promise one (RFC 9207 §2.4); they are read then, and
    ///   while they cannot be read it is let pass.
    /// - [`Error::Refused`]: the application's settings and Scalekit's do not agree.
    pub async fn finish(&self, attempt: Attempt, callback: Callback) -> Result<SignedIn, Error> {
        let issuer = &self.0.expected.issuer;
        if !callback.names_issuer(&attempt.state, issuer)?
            && self.0.metadata.promises_iss(issuer).await
        {
            return Err(Distrust::CallbackWithoutIssuer.into());
        }
        let code = callback.into_code()?;
        let grant = Grant::AuthorizationCode {
            code: &code,
            redirect_uri: &attempt.redirect_uri,
            verifier: &attempt.verifier,
        };
        let answer = self.redeem(grant).await?;
        let (tokens, identity) = self.believe(&answer, Some(&attempt.nonce)).await?;
        let identity = identity.ok_or(token_endpoint::ID_TOKEN_MISSING)?;
        Ok(SignedIn { tokens, identity })
    }

    /// Changes a refresh token for new tokens, with roles and permissions as they are now.
    ///
    /// The refresh token presented is used up; store what [`Refreshed`] holds before you answer
    /// anyone. If the answer brings no new one, the old one stays good (RFC 6749 §6) and is in the
    /// [`Tokens`] again.
    ///
    /// Let it run to its end, in a task of its own: a future that is dropped half-way, because the
    /// person closed the page, takes the new refresh token along.
    ///
    /// # Errors
    ///
    /// - [`Error::SignInAgain`]: the refresh token is used, revoked or expired, or its session has ended.
    /// - [`Error::TryLater`]: Scalekit cannot be asked, and no new refresh token has come: keep the
    ///   session and the token that you have.
    /// - [`Error::Untrusted`]: the new tokens do not prove what they claim. End the session.
    /// - [`Error::Refused`]: the application's credentials are wrong.
    pub async fn refresh(&self, refresh_token: &RefreshToken) -> Result<Refreshed, Error> {
        let answer = self.redeem(Grant::RefreshToken(refresh_token)).await?;
        let successor = token_endpoint::successor(&answer);
        match (self.believe(&answer, None).await, successor) {
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

    /// Verifies an access token that was issued to this application: signature, issuer,
    /// audience and time. It asks the network only for keys that it does not know yet.
    ///
    /// An ID token is refused: it says who signed in and grants nothing.
    ///
    /// # Errors
    ///
    /// - [`Error::Untrusted`]: the token does not prove what it claims; or it has
    ///   [expired](Distrust::Expired), and a [refresh](Self::refresh) brings the next one.
    /// - [`Error::TryLater`]: the environment's keys are needed and cannot be had.
    pub async fn verify_access_token(&self, token: &AccessToken) -> Result<AccessClaims, Error> {
        let proven = self.prove_presented(token.secret()).await?;
        Ok(self.0.expected.access(&proven, self.now())?)
    }

    /// Where to send the browser to sign out at Scalekit: a full navigation, with 302 or 303,
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

    /// Asks what Scalekit knows about the person whom the access token belongs to.
    ///
    /// The token is verified first, and the answer must be about the same person
    /// (OpenID Connect Core §5.3.2).
    ///
    /// # Errors
    ///
    /// - [`Error::SignInAgain`]: Scalekit does not accept the token any more.
    /// - [`Error::TryLater`]: Scalekit cannot be asked.
    /// - [`Error::Untrusted`]: the token does not verify, or the answer is about someone else.
    /// - [`Error::Refused`]: the token lacks a scope.
    pub async fn userinfo(&self, token: &AccessToken) -> Result<UserInfo, Error> {
        let asking = self.verify_access_token(token).await?;
        let answer = self.0.transport.get(&self.0.environment.userinfo, Some(token)).await?;
        let person: UserInfo = answer.accepted_as_bearer()?.json()?;
        if person.sub == asking.sub { Ok(person) } else { Err(Distrust::SubjectMismatch.into()) }
    }

    /// Makes a refresh token useless (RFC 7009). A token that already is, is no error.
    ///
    /// Signing out does not need it: Scalekit ends the session's refresh tokens at its logout URL.
    ///
    /// # Errors
    ///
    /// - [`Error::TryLater`]: Scalekit cannot be asked; the token may still be good.
    /// - [`Error::Refused`]: the application's credentials are wrong, or it may not revoke.
    pub async fn revoke(&self, token: &RefreshToken) -> Result<(), Error> {
        let mut form = vec![("token", token.secret()), ("token_type_hint", "refresh_token")];
        form.extend(self.0.credentials.form());
        let answer = self.0.transport.post(&self.0.environment.revoke, &form).await?;
        answer.accepted()?;
        Ok(())
    }

    /// The management API of the environment, with this application's own credentials. Make one for the
    /// whole process and clone it freely: the clones share the application's token.
    pub fn management(&self) -> Management {
        Management::of(self.clone())
    }

    /// The clock by which this client judges tokens, for the application's own deadlines.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Redeems a grant. From a yes on, what was presented is used up.
    pub(crate) async fn redeem(&self, grant: Grant<'_>) -> Result<Answer, Error> {
        let form = grant.form(&self.0.credentials);
        let answer = self.0.transport.post(&self.0.environment.token, &form).await?;
        answer.accepted()
    }

    /// Verifies what a grant brought, whole, before any of it is handed out.
    async fn believe(
        &self,
        answer: &Answer,
        nonce: Option<&str>,
    ) -> Result<(Tokens, Option<IdClaims>), Error> {
        let issued = Issued::read(answer)?;
        let access_claims = self.access(&issued.access_token).await?;
        let identity = match &issued.id_token {
            Some(id_token) => {
                let proven = self.prove(id_token.secret()).await?;
                let claims = self.0.expected.identity(&proven, self.now())?;
                verify::belongs(&claims, nonce, &issued.access_token, &access_claims)?;
                Some(claims)
            }
            None => None,
        };
        Ok((issued.into_tokens(access_claims), identity))
    }

    pub(crate) fn environment(&self) -> &Environment {
        &self.0.environment
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.0.transport
    }

    async fn access(&self, token: &AccessToken) -> Result<AccessClaims, Error> {
        let proven = self.prove(token.secret()).await?;
        Ok(self.0.expected.access(&proven, self.now())?)
    }

    async fn prove(&self, token: &str) -> Result<Proven, Error> {
        let unverified_token = Unverified::parse(token)?;
        let key = self.0.keys.find(unverified_token.kid()).await?;
        Ok(unverified_token.prove(&key)?)
    }

    /// The same for a token that somebody brings, and that Scalekit has not just issued.
    pub(crate) async fn prove_presented(&self, token: &str) -> Result<Proven, Error> {
        match self.prove(token).await {
            // Whoever presents a token can invent keys as fast as they like: the cooldown is for
            // them, and nobody asks again on their word.
            Err(Error::TryLater(Outage::KeysAskedLately)) => Err(Distrust::UnknownKey.into()),
            outcome => outcome,
        }
    }

    pub(crate) fn expected(&self) -> &Expected {
        &self.0.expected
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
