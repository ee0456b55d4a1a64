//! Requests of front ends, of other origins and of browsers' preflights, to routes of the application.

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE, VARY};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use axum::routing::get;
use http_body_util::BodyExt as _;
use scalekit::Clock;
use tower::ServiceExt as _;

use super::*;
use crate::auth::Auth;
use crate::sealed::CookieSecret;
use crate::session::Session;
use crate::store::Sqlite;
use crate::testing;

const SPA: &str = "https://spa.example";
const ELSEWHERE: &str = "https://elsewhere.example";

/// The token of [`Session::example`].
const TOKEN: (&str, &str) = ("x-csrf-token", "secret");

/// Returns an application with one front end, and the cookie of somebody who is signed in.
async fn app() -> (Auth, String) {
    let store = Sqlite::in_memory().await.expect("a database in memory");
    let (clock, _) = testing::clock();
    let builder = testing::builder_at("https://acme.scalekit.com", clock);
    let auth = builder.front_end(SPA).store(store).build().expect("the parts are right");
    let secret = CookieSecret::fresh();
    auth.0.store.begin(&secret, &Session::example()).await.expect("stored");
    (auth, format!("session={}", secret.secret()))
}

async fn panics() {
    panic!("a detail for nobody to see")
}

async fn send(auth: &Auth, request: Request<Body>) -> Response {
    let routes = Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/api/panics", get(panics))
        .merge(auth.routes())
        .layer(auth.layer())
        .with_state(auth.clone());
    routes.oneshot(request).await.expect("an answer")
}

/// Sends a request of a script at this origin.
async fn fetch(
    auth: &Auth,
    (method, path): (Method, &str),
    origin: &str,
    headers: &[(&str, &str)],
) -> Response {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("origin", origin).header("sec-fetch-site", "same-site");
    let request = request.header("sec-fetch-mode", "cors");
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    send(auth, request.body(Body::empty()).expect("a request")).await
}

/// Returns the headers by which a browser judges whether a script may read an answer.
fn sharing(answer: &HeaderMap) -> Vec<String> {
    let name = |name: &str| name.starts_with("access-control-") || name == VARY;
    let shared = answer.iter().filter(|(header, _)| name(header.as_str()));
    let mut shared: Vec<_> =
        shared.map(|(name, value)| format!("{name}: {}", value.to_str().expect("ASCII"))).collect();
    shared.sort();
    shared
}

async fn lives(auth: &Auth, cookie: &str) -> bool {
    let logout = fetch(auth, (Method::POST, "/logout"), SPA, &[(COOKIE.as_str(), cookie)]).await;
    // Without the token it ends nothing, and says whether there is a session.
    logout.status() == StatusCode::FORBIDDEN
}

#[tokio::test]
async fn a_listed_origin_may_read_every_answer_a_failure_too_and_no_other_any() {
    let (auth, _) = app().await;
    for (path, status) in [("/", 200), ("/nowhere", 404), ("/api/panics", 500)] {
        let listed = fetch(&auth, (Method::GET, path), SPA, &[]).await;

        assert_eq!(listed.status(), status);
        assert_eq!(
            sharing(listed.headers()),
            [
                "access-control-allow-credentials: true",
                "access-control-allow-origin: https://spa.example",
                "vary: origin"
            ],
            "{path}"
        );
        assert!(listed.headers().contains_key("content-security-policy"), "{path}");
        for other in [
            ELSEWHERE,
            "null",
            "*",
            "http://spa.example",
            "https://spa.example:8443",
            "https://spa.example.elsewhere.example",
            "https://SPA.example",
        ] {
            let answer = fetch(&auth, (Method::GET, path), other, &[]).await;

            let shared = sharing(answer.headers());
            assert!(!shared.join(" ").contains("allow-origin"), "{other} may read {path}");
            assert!(shared.contains(&"vary: origin".to_owned()), "{other} {path}");
        }
    }
}

#[tokio::test]
async fn without_front_ends_nothing_is_shared_and_options_stays_an_unknown_method() {
    let auth = testing::auth().await;

    let answer = fetch(&auth, (Method::GET, "/"), SPA, &[]).await;
    let preflight = fetch(&auth, (Method::OPTIONS, "/logout"), SPA, &[]).await;

    assert!(sharing(answer.headers()).is_empty());
    assert!(sharing(preflight.headers()).is_empty());
    assert_eq!(preflight.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_preflight_of_a_listed_origin_learns_what_it_may_send_and_no_other_does() {
    let (auth, _) = app().await;
    let wanted = [
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type,x-csrf-token"),
    ];

    let listed = fetch(&auth, (Method::OPTIONS, "/logout"), SPA, &wanted).await;

    insta::assert_snapshot!(sharing(listed.headers()).join("\n"), @r"
    access-control-allow-credentials: true
    access-control-allow-headers: content-type,x-csrf-token
    access-control-allow-methods: GET,POST,PUT,PATCH,DELETE
    access-control-allow-origin: https://spa.example
    access-control-max-age: 600
    vary: origin
    ");
    assert!(listed.headers().get(SET_COOKIE).is_none());
    for other in [ELSEWHERE, "null"] {
        let refused = fetch(&auth, (Method::OPTIONS, "/logout"), other, &wanted).await;
        assert!(!sharing(refused.headers()).join(" ").contains("allow-origin"), "{other}");
    }
}

#[tokio::test]
async fn a_front_end_signs_out_with_the_token_of_the_session_and_with_nothing_else() {
    let (auth, cookie) = app().await;
    let cookie = (COOKIE.as_str(), cookie.as_str());
    let form = (CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded");
    for (origin, headers) in [
        (SPA, &[cookie][..]),
        (SPA, &[cookie, ("x-csrf-token", "guess")]),
        (SPA, &[cookie, form]),
        (ELSEWHERE, &[cookie, TOKEN]),
        ("null", &[cookie, TOKEN]),
        ("https://spa.example.elsewhere.example", &[cookie, TOKEN]),
    ] {
        let refused = fetch(&auth, (Method::POST, "/logout"), origin, headers).await;

        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{origin} {headers:?}");
        assert!(refused.headers().get(SET_COOKIE).is_none());
        assert!(lives(&auth, cookie.1).await, "{origin} {headers:?}");
    }

    let signed_out = fetch(&auth, (Method::POST, "/logout"), SPA, &[cookie, TOKEN]).await;

    assert_eq!(signed_out.status(), StatusCode::OK);
    let body = signed_out.into_body().collect().await.expect("a body").to_bytes();
    let body = String::from_utf8_lossy(&body);
    assert!(body.starts_with(r#"{"logoutUrl":"https://acme.scalekit.com/oidc/logout?"#), "{body}");
    assert!(!lives(&auth, cookie.1).await);
}

#[tokio::test]
async fn a_script_that_brings_no_cookie_is_not_assured_that_anybody_is_signed_out() {
    let (auth, cookie) = app().await;
    let listed = fetch(&auth, (Method::POST, "/logout"), SPA, &[TOKEN]).await;
    assert_eq!(listed.status(), StatusCode::UNAUTHORIZED);
    let other = fetch(&auth, (Method::POST, "/logout"), ELSEWHERE, &[TOKEN]).await;
    assert_eq!(other.status(), StatusCode::FORBIDDEN);
    let same_origin = [("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors"), TOKEN];
    for headers in [&same_origin[..], &[("accept", "application/json")]] {
        let request = Request::post("/logout");
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = send(&auth, request.body(Body::empty()).expect("a request")).await;

        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{headers:?}");
    }
    assert!(lives(&auth, &cookie).await);

    // The cookie of a session that has ended is proof enough that the browser sends cookies.
    let dead = format!("session={}", CookieSecret::fresh().secret());
    let answer = fetch(&auth, (Method::POST, "/logout"), SPA, &[(COOKIE.as_str(), &dead)]).await;
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_leads_back_to_a_page_of_a_listed_front_end_and_to_no_other_site() {
    let (auth, cookie) = app().await;
    let led = async |path: &str, next: &str| {
        let query: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let request = Request::get(format!("{path}?next={query}")).header(COOKIE, &cookie);
        let answer = send(&auth, request.body(Body::empty()).expect("a request")).await;
        answer.headers()["location"].to_str().expect("ASCII").to_owned()
    };

    let page = "https://spa.example/inbox?unread=1";
    let on_the_way = led("/login", page).await;
    assert_eq!(on_the_way, "/front-end?next=https%3A%2F%2Fspa.example%2Finbox%3Funread%3D1");
    assert_eq!(led("/front-end", page).await, page);
    for other in [
        "",
        "/dashboard",
        "https://elsewhere.example/",
        "https://spa.example",
        "https://spa.example.elsewhere.example/",
        "https://spa.example@elsewhere.example/",
        "https://spa.example:8443/",
        "https://spa.example//elsewhere.example",
        "https://spa.example/\\elsewhere.example",
        "http://spa.example/",
        "//spa.example/",
        "javascript:alert(1)",
    ] {
        assert_eq!(led("/front-end", other).await, "/", "{other}");
        assert!(!led("/login", other).await.contains("example"), "{other}");
    }
}

#[test]
fn an_origin_is_written_as_browsers_write_it_or_refused_before_the_application_starts() {
    let built = |origin: &str| {
        let builder = testing::builder_at("https://acme.scalekit.com", Clock::system());
        match builder.front_end(origin).build() {
            Err(error) => error.to_string(),
            Ok(_) => unreachable!("it has no store"),
        }
    };
    let right = built("https://spa.example");
    assert_eq!(right, crate::SettingsError::NoStore.to_string(), "the next complaint");
    for local in ["http://spa.acme.localhost:3000", "http://127.0.0.1:8080", "http://[::1]:3000"] {
        assert_eq!(built(local), right, "{local}");
    }
    for wrong in [
        "",
        "*",
        "null",
        "spa.example",
        "https://",
        "https://*.example",
        "https://spa.example/",
        "https://spa.example/app",
        "https://spa.example?",
        "https://SPA.example",
        "https://spa.example:443",
        "https://user@spa.example",
        "https://spa.example ",
        "https://spa.example,https://other.example",
        "ftp://spa.example",
        "file:///spa",
        "capacitor://localhost",
        "http://spa.example",
    ] {
        let complaint = built(wrong);
        assert!(complaint.contains("front end") && complaint != right, "{wrong:?}: {complaint}");
    }
    insta::assert_snapshot!(built("https://spa.example/"), @"`https://spa.example/` is no origin of a front end: write it as browsers do in the header Origin, such as https://spa.example.com, without a path and without the usual port");
    insta::assert_snapshot!(built("http://spa.example"), @"the origin of a front end must begin with https://; http:// is for this machine only");
}
