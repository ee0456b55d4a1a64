//! A small web app that signs people in with Scalekit, keeps them signed in, and signs them out: what an application
//! writes when it depends on [`scalekit_axum`].
//!
//! Read it in this order: `routes` (the table, and a handler a page), `pages` (their look), [`Settings`], `running`.
//!
//! # A sign-out
//!
//! The button posts a form with the session's CSRF token to [`/logout`](scalekit_axum::LOGOUT_PATH), and the library
//! 1. proves that a page of this app sent it,
//! 2. ends the session in the store, so that a copy of the cookie opens nothing on any instance,
//! 3. clears the cookies, with the attributes that they were set with,
//! 4. redirects the browser to Scalekit's `/oidc/logout` with the ID token as hint: only the browser has Scalekit's cookie,
//! 5. from where it comes back to the page after a sign-out, `/logged-out`, which begins no sign-in.
//!
//! While Scalekit is down, the first three happen all the same: the person is signed out here, the browser shows that it
//! cannot reach Scalekit, and the session there goes on. Sessions that end at Scalekit end here by back-channel
//! logout and webhooks, whose routes come with [`Auth::routes`](scalekit_axum::Auth::routes).
//!
//! `/spa` signs out by a script, `assets/spa/session.js`, which forgets the person after the app has confirmed it.
//!
//! # Where to change what
//!
//! | | |
//! |---|---|
//! | the page after a sign-in that began at no page | `after_sign_in` in [`Settings::with_store`] |
//! | the page after a sign-out | `SCALEKIT_POST_LOGOUT_REDIRECT_URI`: any public page that is registered at Scalekit. The library serves one, `/logged-out` |
//! | where sessions are kept | `SAMPLE_APP_DATABASE`: `sqlite:sessions.db`, `postgres://user:password@host:5432/database`, `redis://user:password@host:6379/0`, or none, for memory. The store makes its tables |
//! | how sessions are kept | `SAMPLE_APP_SESSIONS`: `server`, `sealed-cookies` or `own-tokens`, the last two with `SAMPLE_APP_KEYS`; all three need the database |
//! | the name of the cookie of `server` | `.session_cookie("name")` beside `after_sign_in`; everybody signs in again |
//! | whose `X-Forwarded-…` is believed | `SAMPLE_APP_TRUSTED_PROXIES`: the address of the proxy, as its connections have it. Nobody's by default |
//! | which hosts share a sign-in | `SAMPLE_APP_COOKIE_DOMAIN`, at the [price](scalekit_axum::AuthBuilder::cookie_domain) that each of them can act as the person |
//! | the look of the library's pages | `pages::in_our_frame` and `templates/base.html` |
//! | a page for a role | a type as `Admin` in `routes`, and `HasRole` of it as the handler's parameter |
//! | a form that changes something | `ProvenForm` as in `routes::set_role`, and the hidden field of `templates/admin.html` |

mod pages;
mod routes;
mod running;
mod settings;
mod spa;

pub use routes::{App, app};
pub use running::{StartError, serve};
pub use scalekit_axum::{
    BACK_CHANNEL_LOGOUT_PATH, CALLBACK_PATH, Clock, CookieDomain, Database, Hosting, Keys,
    LOGGED_OUT_PATH, OwnTokens, Strategy, TrustedProxies, WEBHOOKS_PATH,
};
pub use settings::Settings;
