//! A small web app that signs people in, keeps them signed in, and signs them out correctly.
//!
//! [`app`] is the whole thing as a router, [`serve`] runs it, and [`SampleApp`] starts one for a test. A request
//! passes the modules in this order: `routes` (the table) → `guard` (authentication) → `renewal` (if the token is
//! about to expire) → a handler → `pages`. Signing out is `sign_out`.
//!
//! The browser holds one opaque cookie and the server everything else, so that a session ends
//! the moment the server forgets it. The session store is a small trait, [`SessionStore`]; what it
//! keeps is sealed with a key that only the cookie holds.

mod app;
mod attempt;
mod audit;
mod callbacks;
mod connections;
mod cookies;
mod csrf;
mod error;
mod explanation;
mod fetch_metadata;
mod form;
mod guard;
mod headers;
mod next;
mod pages;
mod renewal;
mod rescue;
mod routes;
mod sealed;
mod secrets;
mod server;
mod session;
mod settings;
mod sign_out;
mod store;

pub use attempt::{ATTEMPT_LIFETIME, ATTEMPTS_ALTOGETHER, ATTEMPTS_PER_BROWSER};
pub use csrf::CsrfToken;
pub use scalekit::{ClientSecret, Clock};
pub use sealed::{CookieSecret, SealedStore};
pub use server::{BoundApp, SampleApp, StartError, app, app_with_store, serve};
pub use session::{CookieHash, RENEWAL_MARGIN, RENEWAL_REST, SESSION_MAX_AGE, Session};
pub use settings::{CALLBACK_PATH, Database, LOGGED_OUT_PATH, Settings, SettingsError};
pub use store::{SealedSession, SealedSignIn, SessionStore, Sqlite, StoreError, Stored};
