//! The browser applications of the sample app: each failure of a sign-out shows as one and leaves the person signed in, and a
//! success leaves nothing.

mod page;
mod session;
mod tokens;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mock_idp::{Clock, MockIdp, Seed, seed};
use sample_app::{CALLBACK_PATH, Hosting, LOGGED_OUT_PATH, Settings};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// The host of the app, and that of its front end: of one site, because their registrable domain is `acme.localhost`.
const APP: &str = "app.acme.localhost";
const FRONT_END: &str = "spa.acme.localhost";

/// The app at [`APP`], its front end at another host of the same port, and a fake at another site.
struct Site {
    idp: MockIdp,
    address: SocketAddr,
    fault: Fault,
    serving: AbortHandle,
}

/// What the app, or whatever stands before it, answers in place of what it should.
#[derive(Clone, Debug, Default)]
struct Fault(Arc<Mutex<Option<(&'static str, Answer)>>>);

/// An answer that is none of the app's handlers.
#[derive(Clone, Copy, Debug)]
enum Answer {
    /// A status, as the app's own layer answers it: its front end may read it.
    Status(StatusCode),
    /// The status of a proxy that cannot reach the app: no script of another origin may read it.
    OfAProxy(StatusCode),
    /// The page of a wireless network that wants its terms accepted, with 200.
    OfAPortal,
    /// The right one, carried out and cut off in the middle.
    CutShort,
    /// A redirect to the same address with another `iss`, once.
    OfAnotherIssuer,
}

impl Site {
    /// Starts all of it, with this host of a front end in the list.
    async fn start(front_end: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let at = |host: &str, path: &str| format!("http://{host}:{}{path}", address.port());
        let web = seed::Client::web("Sample app")
            .id("skc_200000000000000001")
            .secret("test_sample_app_secret_not_for_production")
            .redirect_uri(at(APP, CALLBACK_PATH))
            .post_logout_redirect_uri(at(APP, LOGGED_OUT_PATH))
            .initiate_login_uri(at(APP, "/login"));
        let public = seed::Client::spa("Acme SPA")
            .id("skc_200000000000000002")
            .redirect_uri(at(APP, "/spa/callback"))
            .post_logout_redirect_uri(at(APP, "/spa/logged-out"))
            .initiate_login_uri(at(APP, "/spa/login"));
        let mut seed = Seed::default().ids(7).client(web).client(public);
        seed.clients.retain(|client| {
            client.name != "Acme web" && client.id.as_deref() != Some("skc_100000000000000002")
        });
        let clock = Clock::frozen_at("2026-01-05T09:00:00Z".parse().expect("a time"));
        let idp = MockIdp::builder().seed(seed).clock(clock).strict().start();
        let idp = idp.expect("the seed is right");
        let clock = idp.clock().clone();
        let settings = Settings {
            scalekit: scalekit_axum::Settings {
                environment_url: idp.environment_url().to_owned(),
                client_id: "skc_200000000000000001".to_owned(),
                client_secret: "test_sample_app_secret_not_for_production".into(),
                redirect_uri: at(APP, CALLBACK_PATH).parse().expect("a URL"),
                post_logout_redirect_uri: at(APP, LOGGED_OUT_PATH).parse().expect("a URL"),
                webhook_secret: None,
                clock: sample_app::Clock::new(move || clock.system_time()),
            },
            address,
            hosting: Hosting { front_end: Some(at(front_end, "")), ..Hosting::default() },
            public_client: Some("skc_200000000000000002".to_owned()),
        };
        let app = sample_app::app(settings.open().await.expect("the settings are right"));
        let fault = Fault::default();
        let app = app.layer(from_fn_with_state(fault.clone(), answer));
        let serving = tokio::spawn(async move { axum::serve(listener, app).await }).abort_handle();
        Self { idp, address, fault, serving }
    }

    /// Returns an address by one of the hosts, all of which lead to the app.
    fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.address.port())
    }

    /// Returns the status that the app gives to a kept cookie, whatever its browser thinks.
    async fn status_of(&self, cookie: &str) -> u16 {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let request = client.get(format!("http://{}/api/me", self.address));
        let answer = request.header(header::COOKIE, format!("session={cookie}")).send().await;
        answer.expect("the app is up").status().as_u16()
    }

    /// Returns how many sessions live at the fake.
    fn live_sessions(&self) -> usize {
        self.idp.sessions().iter().filter(|session| session.ended.is_none()).count()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Fault {
    /// Answers this path in this way from now on.
    fn begin(&self, path: &'static str, answer: Answer) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((path, answer));
    }

    /// Lets the app answer everything.
    fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn at(&self, request: &Request) -> Option<Answer> {
        let planned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = planned.filter(|(path, _)| *path == request.uri().path());
        here.filter(|_| request.method() != Method::OPTIONS).map(|(_, answer)| answer)
    }
}

/// Answers as the fault says, or by the app.
async fn answer(State(fault): State<Fault>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    match fault.at(&request) {
        None => next.run(request).await,
        Some(Answer::Status(status)) => (status, readable_by(origin)).into_response(),
        Some(Answer::OfAProxy(status)) => (status, Html("<h1>Bad gateway</h1>")).into_response(),
        Some(Answer::OfAPortal) => {
            (readable_by(origin), Html("<h1>Accept our terms</h1>")).into_response()
        }
        Some(Answer::CutShort) => {
            let (parts, _) = next.run(request).await.into_parts();
            Response::from_parts(parts, "{\"logout".into())
        }
        Some(Answer::OfAnotherIssuer) => {
            fault.end();
            Redirect::to(&by_another_issuer(request.uri())).into_response()
        }
    }
}

/// Returns the path and the query of a callback, with another `iss` (RFC 9207).
fn by_another_issuer(callback: &Uri) -> String {
    let query = callback.query().unwrap_or_default();
    let others = query.split('&').filter(|parameter| !parameter.starts_with("iss="));
    let query: Vec<_> = others.chain(["iss=https%3A%2F%2Fevil.example"]).collect();
    format!("{}?{}", callback.path(), query.join("&"))
}

/// Returns the headers by which the app lets its front end read an answer.
fn readable_by(origin: Option<HeaderValue>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let yes = HeaderValue::from_static("true");
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
    }
    headers
}
