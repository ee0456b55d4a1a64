//! Signs people in to an axum application with Scalekit, keeps them signed in, and signs them out.
//!
//! ```
//! use axum::Router;
//! use axum::response::Html;
//! use axum::routing::get;
//! use scalekit_axum::{Auth, Client, SignedIn, Sqlite};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder("https://acme.scalekit.com", "skc_123").client_secret("…").build()?;
//! let auth = Auth::builder(client)
//!     .redirect_uri("https://app.example/auth/callback")
//!     .post_logout_redirect_uri("https://app.example/logged-out")
//!     .store(Sqlite::in_memory().await?)
//!     .build()?;
//!
//! let app: Router = Router::new()
//!     .route("/dashboard", get(dashboard))
//!     .merge(auth.routes())
//!     .layer(auth.layer())
//!     .with_state(auth);
//!
//! async fn dashboard(person: SignedIn) -> Html<String> {
//!     Html(format!("<h1>Hello, {}</h1>", person.user_id()))
//! }
//! # let _ = app;
//! # Ok(())
//! # }
//! ```
//!
//! `Auth::from_env()?` reads the same settings from `SCALEKIT_…` variables. An application with a state of its own puts
//! the [`Auth`] into it:
//!
//! ```
//! # use scalekit_axum::{Auth, SignedIn};
//! #[derive(Clone, axum::extract::FromRef)]
//! struct App {
//!     auth: Auth,
//!     greeting: String,
//! }
//! # async fn dashboard(person: SignedIn) {}
//! # let _: axum::Router<App> = axum::Router::new().route("/dashboard", axum::routing::get(dashboard));
//! ```
//!
//! # The parts
//!
//! | | |
//! |---|---|
//! | [`SignedIn`], [`HasRole`], [`HasPermission`] | guards, as parameters of handlers: 303 to the sign-in for people, 401 and 403 for scripts |
//! | `Option<`[`Visitor`]`>` | whom a public page greets |
//! | [`Proven`], [`ProvenForm`] | the CSRF guard of a changing request, without a form and with one |
//! | [`Auth::routes`] | sign-in, callback, renewal, sign-out, the person's sessions, sign-ins that an identity provider began, and the receivers |
//! | [`Auth::receivers`] | the part of these routes that takes back-channel logouts and webhooks, by which sessions end here when they end at Scalekit |
//! | [`Auth::layer`] | [`SecurityHeaders`], and an answer in words when a handler panics or does not end |
//! | [`AuthBuilder::front_end`] | a browser application at an origin of its own: what its scripts may read (CORS) and send ([`Origins`]) |
//! | [`Page`] | what those routes say, for the application's own frame: [`AuthBuilder::pages`] |
//! | [`SessionStore`], [`Sqlite`], `Postgres`, `Redis`, [`Database`] | where sessions are kept, for any number of instances |
//! | [`SealedStore`], [`CookieSecret`] | the seal: records open with the browser's cookie alone |
//! | [`Strategy`], [`Keys`], [`OwnTokens`] | how sessions are kept: on the server, in sealed cookies, or by tokens of the application's own |
//! | [`TokenTable`] | where those tokens are known |
//! | [`Cookies`], [`ReturnPath`], [`fetch_metadata`], [`csrf`] | usable alone |
//! | [`TrustedProxies`], [`ClientAddress`] | whose forwarded headers are believed, and who sent a request |
//! | [`request_span`] | a span for `TraceLayer` without the secrets of queries |
//!
//! # A session
//!
//! A session has ended on every instance the moment that the store forgets it. A token that is about to expire is renewed by one request of one instance: the
//! others wait for its result ([`SessionStore::lease_renewal`]). New tokens are stored before anybody is answered. A
//! sign-out wins against a renewal that is under way. While Scalekit is down, people stay signed in as long as their
//! token lasts, and see after that why they have to wait; nobody is signed out by an outage.
//!
//! # How sessions are kept
//!
//! [`AuthBuilder::strategy`] chooses, and nothing else of an application changes:
//!
//! | | [`Strategy::Server`], the default | [`Strategy::SealedCookies`] | [`Strategy::OwnTokens`] |
//! |---|---|---|---|
//! | for | browsers | browsers | API clients, mobile apps and browsers |
//! | at the client | one opaque cookie | the tokens, in three sealed cookies | a JWT and a refresh token of the application's own |
//! | in the store | everything, sealed with a key that only the cookie has | which sessions live; new tokens for a minute after a renewal, sealed likewise | everything, sealed with a key that only the refresh token has; the hashes of refresh tokens |
//! | on each request | 50 octets | some 4,000 octets | some 1,000 octets |
//! | keys to keep | none | [`Keys`], the same for all instances | the same |
//! | roles and permissions | as many as there are | as many as fit into a cookie | as many as there are; at best they fit into a cookie |
//!
//! # Behind a reverse proxy
//!
//! Scheme and host of the application are those of its redirect URI, whatever a request says. [`TrustedProxies`] says whose
//! `X-Forwarded-For` and `X-Forwarded-Proto` are believed, which is nobody's by default, and [`CookieDomain`] lets the
//! cookies of sessions span a domain. `crates/scalekit-axum/REVERSE_PROXY.md` has a block for nginx, and the price of that.
//!
//! # Where sessions are kept
//!
//! | store | URL for [`Database::parse`] | feature | for |
//! |---|---|---|---|
//! | [`Sqlite`] | `sqlite::memory:` | `sqlite`, on by default | one process, until it ends |
//! | [`Sqlite`] | `sqlite:sessions.db` | `sqlite` | the processes of one machine |
//! | `Postgres` | `postgres://user:password@host:5432/database`, `…?sslmode=verify-full` with TLS | `postgres` | any number of machines; durable |
//! | `Redis` | `redis://user:password@host:6379/0`, `rediss://…` with TLS, `redis+unix:///path?db=0` | `redis` | any number of machines; as durable as the server is configured |
//!
//! With TLS, `sslrootcert=/path/ca.pem` in the URL names a certificate authority of one's own.
//!
//! All keep the same promises, which the same tests hold them to. While a store is down, requests are answered with 503
//! and nobody is signed out.
//!
//! When a process stops, it awaits [`Auth::renewals_finished`] last.
//!
//! # Events
//!
//! Sign-ins, renewals and sign-outs are events of `tracing` under `scalekit_axum::audit`, with the user and a hash of
//! the session, and never with a token, a code, a cookie or a query. What libraries add at `trace` has none either, over a
//! whole run of the sample app.
//!
//! # Which crate does what
//!
//! | crate | used? | |
//! |---|---|---|
//! | `cookie` | yes | writes every `Set-Cookie` |
//! | `cookie`'s private jar, `axum-extra`'s `PrivateCookieJar` | no | [`Strategy::Server`] needs none: a record's key is in its browser's cookie alone, and a stolen store or a stolen key opens nothing. [`Strategy::SealedCookies`] seals as the jar does (AES-256-GCM, the name as associated data) with `aws-lc-rs`; the jar has one key, so that changing it signs everybody out, and would bring a second library of cryptography |
//! | `axum-extra`'s `CookieJar` | no | it keeps one value of a name and drops lines that are no text, so that a neighbour on another port can hide the session |
//! | `jsonwebtoken` | yes | signs and verifies the application's own access tokens |
//! | `tower-sessions` | no | its stores have no lease, and cannot end sessions by user or `sid`; its `save` brings back a session that was deleted meanwhile |
//! | `tower-http` | yes | catches panics. Its `csrf` layer is a good second line around routes of your own: it looks at `Sec-Fetch-Site` and `Origin`, as [`Proven`] does, but has no token for browsers that send neither, and no answer in words. Its `set-header` layers would be five, each for one header |
//! | `ipnet`, `psl` | yes | the networks of trusted proxies, and the public suffixes that no cookie may span |
//! | `axum-client-ip`, `real-ip` | no | the first believes a header whoever sent it, the second whichever of three headers there is |
//! | `async-trait`, `askama`, `sqlx`, `redis` | yes | the trait of stores, the pages, SQLite and PostgreSQL, Redis |
//! | `aws-lc-rs` | yes | AES-256-GCM, HKDF and SHA-256, from the library that signs and verifies already |
//!
mod attempt;
mod audit;
mod auth;
mod authenticate;
mod builder;
mod callbacks;
mod cookie_domain;
mod cookies;
pub mod csrf;
mod explanation;
pub mod fetch_metadata;
mod guard;
mod handover;
mod hosting;
mod keys;
mod layer;
mod memory;
mod origins;
mod own_tokens;
mod page;
mod proxies;
mod rejection;
mod renewal;
mod return_path;
mod routes;
mod sealed;
mod sealed_cookies;
mod secrets;
mod security_headers;
mod session;
mod session_cookies;
mod settings;
mod sign_out;
pub mod store;
mod strategy;
#[cfg(test)]
mod testing;

pub use attempt::{ATTEMPT_LIFETIME, ATTEMPTS_ALTOGETHER, ATTEMPTS_PER_BROWSER};
pub use audit::request_span;
pub use auth::Auth;
pub use builder::AuthBuilder;
pub use cookie_domain::{CookieDomain, CookieDomainError};
pub use cookies::{CookieKind, Cookies};
pub use csrf::{CsrfToken, Proven, ProvenForm};
pub use guard::{HasPermission, HasRole, Permission, Role, SignedIn, Visitor};
pub use hosting::{Hosting, HostingError};
pub use keys::{Keys, KeysError};
pub use layer::AuthLayer;
pub use origins::Origins;
pub use own_tokens::{ACCESS_TOKEN_LIFETIME, CODE_LIFETIME, OwnTokens, REFRESH_TOKEN_GRACE};
pub use page::{Content, ListedSession, Page, duration_until};
pub use proxies::{ClientAddress, TrustedProxies, TrustedProxiesError};
pub use rejection::AuthRejection;
pub use return_path::ReturnPath;
pub use routes::{
    AUTHORIZE_PATH, BACK_CHANNEL_LOGOUT_PATH, CALLBACK_PATH, LOGGED_OUT_PATH, LOGIN_PATH,
    LOGOUT_PATH, REFRESH_PATH, REVOKE_PATH, SESSIONS_PATH, SWITCH_ORGANIZATION_PATH, TOKEN_PATH,
    WEBHOOKS_PATH,
};
pub use scalekit::{Client, ClientSecret, Clock, WebhookSecret};
pub use sealed::{CookieHash, CookieSecret, SealedStore};
pub use security_headers::SecurityHeaders;
pub use session::{RENEWAL_MARGIN, RENEWAL_REST, SESSION_MAX_AGE, Session};
pub use settings::{Settings, SettingsError};
#[cfg(feature = "postgres")]
pub use store::Postgres;
#[cfg(feature = "redis")]
pub use store::Redis;
#[cfg(feature = "sqlite")]
pub use store::Sqlite;
pub use store::{
    Database, REPLACED_TOKEN_MEMORY, RefreshRecord, RenewalLease, Rotation, SealedSession,
    SealedSignIn, SessionStore, Standing, StoreError, StoreUrl, TokenTable, TokensOf,
    VersionedRecord,
};
pub use strategy::Strategy;
