//! Guards and the proof against CSRF, by tokens of a session that is not due yet, so that nobody visits Scalekit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use tower::ServiceExt as _;

use super::*;
use crate::auth::Auth;
use crate::sealed::CookieSecret;
use crate::session::Session;
use crate::{Proven, SignedIn, Sqlite, Strategy, testing};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// An application, its clock, and the tokens of one session.
struct World {
    auth: Auth,
    now: Arc<AtomicU64>,
    tokens: IssuedTokens,
    csrf: String,
}

impl World {
    async fn start() -> Self {
        let (clock, now) = testing::clock();
        let store = Sqlite::in_memory().await.expect("a database in memory");
        let keys = KEY.parse().expect("a key");
        let strategy = Strategy::OwnTokens(OwnTokens::signed_with(keys));
        let builder = testing::builder_at("http://127.0.0.1:1", clock).strategy(strategy);
        let auth = builder.store(store).build().expect("the parts are right");
        let (secret, session) = (CookieSecret::fresh(), Session::example());
        auth.0.store.begin(&secret, &session).await.expect("stored");
        let issuer = auth.0.own_tokens.as_ref().expect("the strategy");
        let tokens = issuer.begin(&auth, &secret, &session).await.expect("issued");
        Self { auth, now, tokens, csrf: session.csrf.secret().to_owned() }
    }

    async fn answer(&self, request: axum::http::request::Builder) -> Response {
        let routes = Router::new()
            .route("/page", get(|_: SignedIn| async {}))
            .route("/change", post(|_: Proven| async {}))
            .layer(self.auth.layer())
            .with_state(self.auth.clone());
        let request = request.body(Body::empty()).expect("a request");
        routes.oneshot(request).await.expect("an answer")
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.tokens.access_token)
    }

    fn cookies(&self) -> String {
        let (access, refresh) = (&self.tokens.access_token, self.tokens.refresh_token.text());
        format!("accessToken={access}; refreshToken={refresh}")
    }
}

#[tokio::test]
async fn a_change_needs_a_csrf_token_if_a_cookie_authenticates_it_and_none_otherwise() {
    let world = World::start().await;
    let post = || Request::post("/change");

    let by_cookie = world.answer(post().header(COOKIE, world.cookies())).await;
    let proven = post().header(COOKIE, world.cookies()).header("x-csrf-token", &world.csrf);
    let proven = world.answer(proven).await;
    let by_bearer = world.answer(post().header(AUTHORIZATION, world.bearer())).await;
    let both = post().header(AUTHORIZATION, world.bearer()).header(COOKIE, world.cookies());
    let both = world.answer(both).await;

    assert_eq!(by_cookie.status(), StatusCode::FORBIDDEN);
    assert_eq!(proven.status(), StatusCode::OK);
    assert_eq!((by_bearer.status(), both.status()), (StatusCode::OK, StatusCode::OK));
}

#[tokio::test]
async fn a_wrong_token_in_the_header_is_not_made_up_for_by_cookies() {
    let world = World::start().await;
    for bearer in ["Bearer", "Bearer ", "Bearer x", "bearer x", "Basic x"] {
        let request = Request::post("/change").header(AUTHORIZATION, bearer);
        let request = request.header(COOKIE, world.cookies());

        let answer = world.answer(request).await;

        // "Basic" is not ours, so the cookie counts, and its request has no CSRF token.
        let of_cookie = matches!(bearer, "Bearer" | "Basic x");
        let status = if of_cookie { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED };
        assert_eq!(answer.status(), status, "{bearer}");
    }
}

#[tokio::test]
async fn neighbours_hide_no_token() {
    let world = World::start().await;
    let (forged, cookies) = (format!("{}x", world.tokens.access_token), world.cookies());
    let line =
        format!("accessToken={forged}; accessToken=\"; refreshToken=x.y; {cookies}; accessToken=");

    let answer = world.answer(Request::get("/page").header(COOKIE, line)).await;

    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_token_that_is_about_to_expire_is_used_while_scalekit_is_away() {
    let world = World::start().await;
    let get = || Request::get("/page").header(COOKIE, world.cookies());
    world.now.store(59, Ordering::Relaxed);

    let answer = world.answer(get()).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(!answer.headers().contains_key(SET_COOKIE), "nothing was replaced");

    world.now.store(60, Ordering::Relaxed);
    assert_eq!(world.answer(get()).await.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[test]
fn neither_settings_nor_tokens_print_a_secret() {
    let tokens = OwnTokens::signed_with(KEY.parse().expect("a key"));

    assert!(!format!("{tokens:?}").contains(&KEY[..6]));
}
