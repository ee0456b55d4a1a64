//! A small application beside a fake, with pages that a story fills, and a client that signs people in.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse};
use axum::routing::{any, get};
use mock_idp::environment::SessionEvent;
use mock_idp::{Event, Happening, MockIdp, Seed, WaitError, seed};
use serde_json::Value;
use thirtyfour::prelude::*;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::arrive;

/// Longest time for a browser to send the requests that a page causes.
const LIMIT: Duration = Duration::from_secs(20);

/// The display name of the client.
const NAME: &str = "Witness";

/// The client's id.
const CLIENT_ID: &str = "skc_200000000000000002";

/// The client's secret.
const CLIENT_SECRET: &str = "test_witness_secret_not_for_production";

/// An application and a fake, at two ports of this machine.
pub(crate) struct App {
    /// The fake, at its own host name.
    pub(crate) idp: MockIdp,
    /// The origin of the application.
    pub(crate) url: String,
    pages: Pages,
    serving: AbortHandle,
}

/// The state that the application's handlers share.
#[derive(Clone, Default)]
struct Pages(Arc<Mutex<Shown>>);

#[derive(Default)]
struct Shown {
    url: String,
    idp: String,
    /// Where the application sends a browser to sign out.
    logout: String,
    body: String,
}

impl App {
    /// Starts both, each at its host name, which the browser has to resolve to loopback.
    pub(crate) async fn start(app_host: &str, idp_host: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("a bound port has an address").port();
        let url = format!("http://{app_host}:{port}");
        let client = seed::Client::web(NAME)
            .id(CLIENT_ID)
            .secret(CLIENT_SECRET)
            .redirect_uri(format!("{url}/callback"))
            .post_logout_redirect_uri(format!("{url}/page"))
            .initiate_login_uri(format!("{url}/login"));
        let mut seed = Seed::default().client(client);
        seed.clients.retain(|client| client.name == NAME);
        let idp = MockIdp::builder().seed(seed).public_url(format!("http://{idp_host}:0"));
        let idp = idp.start().expect("the seed is right");
        let pages = Pages::default();
        pages.with(|shown| {
            shown.url.clone_from(&url);
            idp.environment_url().clone_into(&mut shown.idp);
            shown.logout = format!("{}/oidc/logout", shown.idp);
        });
        let router = Router::new()
            .route("/login", get(login))
            .route("/callback", get(callback))
            .route("/page", get(page))
            .route("/sign-out/{status}", any(sign_out))
            .with_state(pages.clone());
        let serving =
            tokio::spawn(async move { axum::serve(listener, router).await }).abort_handle();
        Self { idp, url, pages, serving }
    }

    /// Returns where the application sends a browser to sign out: to the bare address, unless it keeps an ID token.
    pub(crate) fn logout_url(&self) -> String {
        self.pages.with(|shown| shown.logout.clone())
    }

    /// Redeems the code with which the browser came back, and keeps the ID token for the logout.
    pub(crate) async fn redeem(&self, browser: &WebDriver) -> WebDriverResult<()> {
        let callback = browser.current_url().await?;
        let mut pairs = callback.query_pairs();
        let (_, code) = pairs.find(|(name, _)| name == "code").expect("the callback has a code");
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("redirect_uri", &format!("{}/callback", self.url)),
            ("code", &*code),
        ];
        let token_endpoint = format!("{}/oauth/token", self.idp.environment_url());
        let client = reqwest::Client::builder().timeout(LIMIT).build().expect("a client");
        let answer = client.post(token_endpoint).form(&form).send().await;
        let tokens: Value = answer.expect("tokens").json().await.expect("JSON");
        let hint = tokens["id_token"].as_str().expect("an ID token");
        self.pages.with(|Shown { url, idp, logout, .. }| {
            *logout = format!(
                "{idp}/oidc/logout?id_token_hint={hint}&post_logout_redirect_uri={url}/page"
            );
        });
        Ok(())
    }

    /// Opens a page of the application with this body.
    pub(crate) async fn show(&self, browser: &WebDriver, body: &str) -> WebDriverResult<()> {
        self.show_at(browser, &self.url, body).await
    }

    /// Serves the same page at another origin that leads to the application.
    pub(crate) async fn show_at(
        &self,
        browser: &WebDriver,
        origin: &str,
        body: &str,
    ) -> WebDriverResult<()> {
        self.pages.with(|shown| body.clone_into(&mut shown.body));
        browser.goto(format!("{origin}/page")).await
    }

    /// Signs this person in with the browser, by one click.
    pub(crate) async fn sign_in(&self, browser: &WebDriver, email: &str) -> WebDriverResult<()> {
        self.idp.sign_in_next_as(email).expect("the person is in the seed");
        browser.goto(format!("{}/login", self.url)).await?;
        arrive(browser, "Signed in").await
    }

    /// Returns how many sessions live at the fake.
    pub(crate) fn live_sessions(&self) -> usize {
        self.idp.sessions().iter().filter(|session| session.ended.is_none()).count()
    }

    /// Says whether an authorization without a page succeeds, in the whole window.
    pub(crate) async fn is_signed_in(&self, browser: &WebDriver) -> WebDriverResult<bool> {
        browser.goto(format!("{}/login?prompt=none", self.url)).await?;
        let heading = browser.find(By::Tag("h1")).await?.text().await?;
        assert!(["Signed in", "login_required"].contains(&&*heading), "{heading}");
        Ok(heading == "Signed in")
    }

    /// Returns the outcome of a logout in the journal from the number `from` on: that the session ended, or why none
    /// did.
    pub(crate) async fn came_of_logout(&self, from: u64) -> String {
        let entry = tokio::select! {
            ended = self.idp.event("user.logout", from, LIMIT) => ended,
            nothing = self.idp.event("logout.ended_nothing", from, LIMIT) => nothing,
        };
        let happening = match entry {
            Ok(entry) => entry.happening,
            Err(why) => return format!("no request came: {why}"),
        };
        match &happening {
            Happening::Event(event) => match &**event {
                Event::Session(SessionEvent::LogoutEndedNothing { why, .. }) => why.to_string(),
                Event::Session(SessionEvent::Ended { .. }) => String::new(),
                other => panic!("{other:?} is no logout"),
            },
            other => panic!("{other:?} is no logout"),
        }
    }

    /// Waits for an event from the number `from` on.
    pub(crate) async fn comes(&self, event: &str, from: u64) -> Result<(), WaitError> {
        self.idp.event(event, from, LIMIT).await.map(drop)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Pages {
    fn with<T>(&self, look: impl FnOnce(&mut Shown) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Serves `GET /login`: redirects to the environment, with the parameters that this has.
async fn login(State(pages): State<Pages>, RawQuery(query): RawQuery) -> impl IntoResponse {
    let query = query.unwrap_or_default();
    let to = pages.with(|Shown { url, idp, .. }| {
        format!(
            "{idp}/oauth/authorize?response_type=code&client_id={CLIENT_ID}&redirect_uri={url}/callback&scope=openid&state=s&{query}"
        )
    });
    (StatusCode::FOUND, [(header::LOCATION, to)])
}

/// Serves `GET /callback`, with a heading about its parameters.
async fn callback(Query(answer): Query<Vec<(String, String)>>) -> impl IntoResponse {
    let error = answer.into_iter().find(|(name, _)| name == "error").map(|(_, value)| value);
    document(&format!("<h1>{}</h1>", error.as_deref().unwrap_or("Signed in")))
}

/// Serves `GET /page`.
async fn page(State(pages): State<Pages>) -> impl IntoResponse {
    document(&pages.with(|shown| shown.body.clone()))
}

/// Serves `/sign-out/{status}`: redirects to the environment with this status.
async fn sign_out(State(pages): State<Pages>, Path(status): Path<u16>) -> impl IntoResponse {
    let to = pages.with(|shown| shown.logout.clone());
    (StatusCode::from_u16(status).expect("a status"), [(header::LOCATION, to)])
}

fn document(body: &str) -> ([(HeaderName, &'static str); 1], Html<String>) {
    let html = format!("<!doctype html><title>Witness</title><link rel=icon href=data:,>{body}");
    ([(header::CACHE_CONTROL, "no-store")], Html(html))
}
