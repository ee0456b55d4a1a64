//! What all routes, guards and layers share.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use axum::http::{HeaderMap, HeaderValue};
use scalekit::management::Management;
use scalekit::{Client, WebhookSecret};
use tower_http::cors::CorsLayer;
use url::Url;

use crate::builder::AuthBuilder;
use crate::callbacks::Callbacks;
use crate::cookies::Cookies;
use crate::memory::{ENDED_SESSION_MEMORY, Memory};
use crate::origins::Origins;
use crate::own_tokens::{Issuer, bearer};
use crate::page::DrawPage;
use crate::proxies::TrustedProxies;
use crate::renewal::Renewals;
use crate::return_path::ReturnPath;
use crate::sealed::{CookieHash, SealedStore};
use crate::security_headers::SecurityHeaders;
use crate::session::{SESSION_MAX_AGE, Session};
use crate::session_cookies::{BroughtSession, SessionCookies};
use crate::settings::{Settings, SettingsError};
use crate::store::{StoreError, TokensOf};

/// Signs people in to an axum application, keeps them signed in, and signs them out.
///
/// Make one for the whole process and clone it freely. Give it to the router as the state, or as a part of the
/// application's own state (`#[derive(FromRef)]`): the [guards](crate::SignedIn) find it there.
#[derive(Clone)]
pub struct Auth(pub(crate) Arc<Shared>);

/// The parts of [`Auth`].
pub(crate) struct Shared {
    /// The client of the whole process, which holds the connections and the signing keys.
    pub(crate) client: Client,
    /// The client of the management API, which holds the application's own token.
    pub(crate) management: Management,
    pub(crate) store: SealedStore,
    /// What issues the application's own tokens, if it keeps sessions so.
    pub(crate) own_tokens: Option<Issuer>,
    pub(crate) renewals: Renewals,
    pub(crate) callbacks: Callbacks,
    pub(crate) cookies: Cookies,
    pub(crate) session_cookies: SessionCookies,
    pub(crate) trusted_proxies: TrustedProxies,
    /// The origins of the application's pages, from the settings, because the sender of a request chooses `Host`.
    pub(crate) origins: Origins,
    /// What lets front ends read answers, if there are some.
    pub(crate) cors: Option<CorsLayer>,
    pub(crate) redirect_uri: Url,
    pub(crate) post_logout_redirect_uri: Url,
    /// The page after a sign-in that began at no other.
    pub(crate) home: ReturnPath,
    /// The value of `WWW-Authenticate`.
    pub(crate) challenge: HeaderValue,
    pub(crate) security_headers: SecurityHeaders,
    /// What webhooks are signed with; without it there is no route for them.
    pub(crate) webhook_secret: Option<WebhookSecret>,
    pub(crate) draw: DrawPage,
}

impl Auth {
    /// Begins with a client; the [builder](AuthBuilder) shows the rest.
    pub fn builder(client: Client) -> AuthBuilder {
        AuthBuilder::new(client)
    }

    /// Begins with the variables of the process's environment that [`Settings::from_env`] names.
    ///
    /// # Errors
    ///
    /// A [`SettingsError`] that names what to change.
    pub fn from_env() -> Result<AuthBuilder, SettingsError> {
        Settings::from_env()?.auth()
    }

    /// Returns the client of Scalekit.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Returns the client of the management API.
    pub fn management(&self) -> &Management {
        &self.0.management
    }

    /// Returns the application's own origin.
    pub fn origin(&self) -> &str {
        self.0.origins.own()
    }

    /// Returns the origins of the application's pages: its own, and those of its front ends.
    pub fn origins(&self) -> &Origins {
        &self.0.origins
    }

    /// Returns the time by which sessions are judged.
    pub fn now(&self) -> SystemTime {
        self.0.client.clock().now()
    }

    /// Waits for the renewals under way, as the last thing that a process does: after that, the successor of each
    /// used refresh token is in the store.
    pub async fn renewals_finished(&self) {
        self.0.renewals.finished().await;
    }

    /// Ends the sessions here that belong to a session at Scalekit, on every instance at once, and returns how many
    /// there were: for whoever learns that it ended. The [receivers](Self::receivers) do this already.
    ///
    /// A sign-in of this session that is being finished at the same time begins none: the store remembers for ten
    /// minutes that it has ended.
    ///
    /// # Errors
    ///
    /// When the store fails; the sessions may live on then, so answer the sender with an error.
    pub async fn end_sessions_of_sid(&self, sid: &str) -> Result<u64, StoreError> {
        // First, so that a callback that begins a session meanwhile sees it.
        let until = self.now() + ENDED_SESSION_MEMORY;
        self.0.store.remember(Memory::EndedSession(sid), until).await?;
        self.revoke(TokensOf::Sid(sid)).await?;
        self.0.store.end_of_sid(sid).await
    }

    /// Ends all sessions of a user here, by the id at Scalekit, on every instance at once, and returns how many there
    /// were.
    ///
    /// # Errors
    ///
    /// When the store fails; the sessions may live on then, so answer the sender with an error.
    pub async fn end_sessions_of_user(&self, sub: &str) -> Result<u64, StoreError> {
        // Revoked before the version is raised: a renewal in between would get tokens of the new version.
        self.revoke(TokensOf::User(sub)).await?;
        if let Some(issuer) = &self.0.own_tokens {
            issuer.table.raise_auth_version(sub, self.now() + SESSION_MAX_AGE).await?;
        }
        self.0.store.end_of_user(sub).await
    }

    /// Says whether the request has an access token of the application's own in `Authorization`, valid or not.
    pub(crate) fn has_bearer(&self, headers: &HeaderMap) -> bool {
        self.0.own_tokens.is_some() && bearer(headers).is_some()
    }

    /// Ends a session here, with the application's own tokens if it has some.
    pub(crate) async fn end_session(
        &self,
        brought: &BroughtSession,
    ) -> Result<Option<Session>, StoreError> {
        self.revoke(TokensOf::Session(brought.hash())).await?;
        self.0.store.end(brought).await
    }

    /// Says whether a session that has just begun here had ended at Scalekit before.
    pub(crate) async fn has_ended(&self, session: &Session) -> Result<bool, StoreError> {
        match &session.identity.sid {
            Some(sid) => self.0.store.remembers(Memory::EndedSession(sid)).await,
            None => Ok(false),
        }
    }

    /// Ends a session by its key, without reading it; says whether there was one.
    pub(crate) async fn end_session_of_key(&self, key: CookieHash) -> Result<bool, StoreError> {
        self.revoke(TokensOf::Session(key)).await?;
        self.0.store.end_unread(key).await
    }

    async fn revoke(&self, tokens: TokensOf<'_>) -> Result<(), StoreError> {
        if let Some(issuer) = &self.0.own_tokens {
            issuer.table.revoke(tokens, self.now()).await?;
        }
        Ok(())
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Auth({})", self.origin())
    }
}
