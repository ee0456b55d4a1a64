//! The routes that every application has: sign-in, callback, renewal, sign-out, and the person's sessions.

mod callback;
mod front_end;
mod login;
mod logout;
mod receivers;
mod refresh;
mod sessions;
mod token;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use scalekit::{LOGOUT_FORM_LIMIT, WEBHOOK_BODY_LIMIT};

use crate::auth::Auth;

/// The path at which a sign-in begins, and to which Scalekit sends people from mails and invitations: register it as
/// the initiate-login URL.
pub const LOGIN_PATH: &str = "/login";

/// The path at which the person changes the organization.
pub const SWITCH_ORGANIZATION_PATH: &str = "/switch-organization";

/// The path at which a sign-in is finished: the path of the redirect URI.
pub const CALLBACK_PATH: &str = "/auth/callback";

/// The path at which a script renews the session.
pub const REFRESH_PATH: &str = "/auth/refresh";

/// The path at which the sign-in of a native app begins, in the system's browser, if the strategy is
/// [own tokens](crate::OwnTokens): with the parameters of RFC 6749 §4.1.1 and an `S256` challenge (RFC 7636).
pub const AUTHORIZE_PATH: &str = "/auth/authorize";

/// The path at which clients get and renew the application's own tokens, if the strategy is [own tokens](crate::OwnTokens).
pub const TOKEN_PATH: &str = "/auth/token";

/// The path at which clients revoke them, to sign their device out.
pub const REVOKE_PATH: &str = "/auth/revoke";

/// The path that signs out.
pub const LOGOUT_PATH: &str = "/logout";

/// The path of the page after a sign-out.
pub const LOGGED_OUT_PATH: &str = "/logged-out";

/// The path of the person's sessions.
pub const SESSIONS_PATH: &str = "/sessions";

/// The path at which Scalekit says that a session has ended, by a logout token: register it as the application's
/// back-channel logout URL.
pub const BACK_CHANNEL_LOGOUT_PATH: &str = "/auth/back-channel-logout";

/// The path that takes Scalekit's webhooks: register it as an endpoint for `user.logout` and
/// `user.organization_membership_deleted`.
pub const WEBHOOKS_PATH: &str = "/webhooks/scalekit";

/// Longest body of these routes, in bytes. A form with one token has a hundred.
const LONGEST_BODY: usize = 16 * 1024;

impl Auth {
    /// Returns all routes, to merge into the application's own: [sign-in](Self::sign_in_routes),
    /// [sign-out](Self::sign_out_routes), [sessions](Self::session_routes) and [receivers](Self::receivers).
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let of_people = self.sign_in_routes().merge(self.sign_out_routes());
        of_people.merge(self.session_routes()).merge(self.receivers())
    }

    /// Returns the routes by which people sign in and stay signed in: [`LOGIN_PATH`], [`SWITCH_ORGANIZATION_PATH`],
    /// [`CALLBACK_PATH`], [`REFRESH_PATH`], and `/front-end`, which leads back to a
    /// [front end](crate::AuthBuilder::front_end); with [own tokens](crate::OwnTokens), [`AUTHORIZE_PATH`], [`TOKEN_PATH`] and
    /// [`REVOKE_PATH`].
    pub fn sign_in_routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let routes = Router::new()
            .route(LOGIN_PATH, get(login::begin))
            .route(front_end::PATH, get(front_end::lead_there))
            .route(SWITCH_ORGANIZATION_PATH, get(login::choose_organization))
            .route(CALLBACK_PATH, get(callback::finish))
            .route(REFRESH_PATH, post(refresh::renew_now));
        self.finished(match self.0.own_tokens {
            Some(_) => {
                let routes = routes.route(AUTHORIZE_PATH, get(login::begin_for_app));
                let routes = routes.route(TOKEN_PATH, post(token::issue));
                routes.route(REVOKE_PATH, post(token::revoke))
            }
            None => routes,
        })
    }

    /// Returns the routes by which people sign out: [`LOGOUT_PATH`] and [`LOGGED_OUT_PATH`].
    pub fn sign_out_routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        self.finished(
            Router::new()
                .route(LOGOUT_PATH, get(logout::get).post(logout::post))
                .route(LOGGED_OUT_PATH, get(logout::landing)),
        )
    }

    /// Returns the routes by which people see their sessions and end them, one or all: below [`SESSIONS_PATH`].
    pub fn session_routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        self.finished(
            Router::new()
                .route(SESSIONS_PATH, get(sessions::page))
                .route("/sessions/end", post(sessions::end_one))
                .route("/sessions/end-all", post(sessions::end_all)),
        )
    }

    /// Returns the routes to which Scalekit sends messages: [`BACK_CHANNEL_LOGOUT_PATH`], and [`WEBHOOKS_PATH`] if there
    /// is a [secret](crate::AuthBuilder::webhook_secret) for it.
    ///
    /// A message is verified, and answered with 200 after the sessions that it ends are over, on every instance at
    /// once; a second time, it does nothing. Without these routes, and while a message is lost, a session ends when its
    /// token is renewed, some minutes later.
    ///
    /// They take no cookie and need no CSRF token. Leave [`Proven`](crate::Proven) and other guards off them.
    pub fn receivers<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let logout = post(receivers::back_channel_logout);
        let logout = logout.layer(DefaultBodyLimit::max(LOGOUT_FORM_LIMIT));
        let routes = Router::new().route(BACK_CHANNEL_LOGOUT_PATH, logout);
        let routes = match self.0.webhook_secret {
            Some(_) => {
                let webhooks = post(receivers::webhook);
                routes
                    .route(WEBHOOKS_PATH, webhooks.layer(DefaultBodyLimit::max(WEBHOOK_BODY_LIMIT)))
            }
            None => routes,
        };
        routes.with_state(self.clone())
    }

    fn finished<S>(&self, routes: Router<Self>) -> Router<S> {
        routes.layer(DefaultBodyLimit::max(LONGEST_BODY)).with_state(self.clone())
    }
}
