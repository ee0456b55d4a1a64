//! The app as a router, a stand-in for Scalekit, a clock, and a browser that keeps cookies.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use sample_app::{Clock, Database, Hosting, Settings};
use tempfile::TempDir;
use tower::ServiceExt as _;
use url::Url;

use super::idp::{CLIENT_ID, Idp};
use super::logging;
use crate::SESSION_COOKIES;

/// The time at which every test begins, in 2026.
const START: u64 = 1_780_000_000;

/// The secret of the example that the libraries of Standard Webhooks are tested with.
pub(crate) const WEBHOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

pub(crate) const LOCAL: &str = "http://localhost:3000";

pub(crate) struct World {
    pub(crate) idp: Idp,
    pub(crate) app: Router,
    settings: Settings,
    now: Arc<AtomicU64>,
}

/// A browser that keeps cookies, without the rules of paths and sites, which the stories test.
#[derive(Clone)]
pub(crate) struct Browser {
    app: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The line of cookies, if other applications have set some; `OURS` stands for the app's cookies.
    pub(crate) neighbours: Option<Vec<u8>>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// The metadata of a link clicked on this site.
pub(crate) const OWN_LINK: [(&str, &str); 3] = [
    ("sec-fetch-site", "same-origin"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
];

/// The metadata of a script of this site.
pub(crate) const OWN_SCRIPT: [(&str, &str); 3] =
    [("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors"), ("accept", "application/json")];

/// Returns settings of an app at this origin, with its sessions in memory.
pub(crate) fn settings(origin: &str, environment_url: &str, clock: Clock) -> Settings {
    Settings {
        scalekit: scalekit_axum::Settings {
            environment_url: environment_url.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: "test_secret_canary".into(),
            redirect_uri: format!("{origin}/auth/callback").parse().expect("a URL"),
            post_logout_redirect_uri: format!("{origin}/logged-out").parse().expect("a URL"),
            webhook_secret: Some(WEBHOOK_SECRET.parse().expect("a secret")),
            clock,
        },
        address: "127.0.0.1:3000".parse().expect("an address"),
        hosting: Hosting { strategy: crate::strategy(), ..Hosting::default() },
        public_client: None,
    }
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::at(LOCAL, Database::Memory).await
    }

    /// Starts with the sessions in a file, in a folder that goes when it is dropped.
    pub(crate) async fn on_disk() -> (TempDir, Self) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("sessions.db");
        (folder, Self::at(LOCAL, Database::File(file)).await)
    }

    pub(crate) async fn at(origin: &str, database: Database) -> Self {
        logging::listen();
        let now = Arc::new(AtomicU64::new(START));
        let clock = Clock::new({
            let now = Arc::clone(&now);
            move || UNIX_EPOCH + Duration::from_secs(now.load(Ordering::Relaxed))
        });
        let idp = Idp::start(clock.clone()).await;
        let mut settings = settings(origin, &idp.url, clock);
        settings.hosting.database = database;
        Self { app: app(&settings).await, idp, settings, now }
    }

    /// Restarts the app's process, with the world and the browser as they were.
    pub(crate) async fn restarted(self, browser: Browser) -> (Self, Browser) {
        let app = app(&self.settings).await;
        let browser = Browser { app: app.clone(), ..browser };
        (Self { app, ..self }, browser)
    }

    /// Returns another instance of the app, with the same database if it is a file.
    pub(crate) async fn another_instance(&self) -> Router {
        app(&self.settings).await
    }

    /// Returns the settings of this world's app.
    pub(crate) fn settings(&self) -> Settings {
        self.settings.clone()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::of(self.app.clone())
    }

    /// Returns a browser that has been through `/login`, Scalekit and the callback.
    pub(crate) async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        let answer = self.sign_in(&mut browser, "/login").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
        browser
    }

    /// Begins a sign-in at `login`, comes back from Scalekit, and returns the callback's answer.
    pub(crate) async fn sign_in(&self, browser: &mut Browser, login: &str) -> Answer {
        let callback = self.begin(browser, login).await;
        browser.get(&callback).await
    }

    /// Begins a sign-in at `login`, and returns the callback to which Scalekit would send the browser.
    pub(crate) async fn begin(&self, browser: &mut Browser, login: &str) -> String {
        let answer = browser.get(login).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{answer:?}");
        let sent = answer.location_query();
        self.idp.scenario().nonce.clone_from(&sent["nonce"]);
        format!("/auth/callback?code=code_canary&state={}", sent["state"])
    }
}

/// Returns the lines that clear these cookies.
pub(crate) fn cleared<'a>(names: impl IntoIterator<Item = &'a &'a str>) -> Vec<String> {
    let names = names.into_iter();
    names.map(|name| format!("{name}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0")).collect()
}

/// Returns the lines that clear everything that the app sets.
pub(crate) fn all_cleared() -> Vec<String> {
    cleared(SESSION_COOKIES.iter().chain(&["sign_in"]))
}

async fn app(settings: &Settings) -> Router {
    let auth = settings.clone().open().await;
    sample_app::app(auth.expect("the settings are right"))
}

impl Browser {
    pub(crate) fn of(app: Router) -> Self {
        Self { app, cookies: BTreeMap::new(), neighbours: None }
    }

    /// Returns the same browser, whose requests a proxy sends to another instance.
    pub(crate) fn at(&self, app: &Router) -> Self {
        Self { app: app.clone(), ..self.clone() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    pub(crate) async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, path, headers, "").await
    }

    pub(crate) async fn status(&mut self, path: &str) -> u16 {
        self.get(path).await.status.as_u16()
    }

    pub(crate) async fn is_signed_in(&mut self) -> bool {
        self.status("/api/me").await == 200
    }

    /// Renews as a script of the page does.
    pub(crate) async fn renew_now(&mut self) -> Answer {
        let token = self.csrf_token().await;
        let headers = [&OWN_SCRIPT[..], &[("x-csrf-token", token.as_str())]].concat();
        self.send(Method::POST, "/auth/refresh", &headers, "").await
    }

    /// Presses the sign-out button of the page.
    pub(crate) async fn press_sign_out(&mut self) -> Answer {
        let form = format!("csrf_token={}", self.csrf_token().await);
        self.send(Method::POST, "/logout", &OWN_LINK, &form).await
    }

    /// Returns the token that the pages of this session carry.
    pub(crate) async fn csrf_token(&mut self) -> String {
        let page = self.get("/logout").await.body;
        let (_, rest) = page.split_once("name=\"csrf-token\" content=\"").expect("a token");
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        form: &str,
    ) -> Answer {
        let mut request =
            Request::builder().method(method).uri(path).header("host", "evil.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !form.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if let Some(line) = self.cookie_line() {
            request = request.header(header::COOKIE, line);
        }
        let request = request.body(Body::from(form.to_owned())).expect("a request");
        let response = self.app.clone().oneshot(request).await.expect("an answer");
        let answer = Answer::read(response).await;
        self.keep_cookies(&answer);
        answer
    }

    /// Returns the cookies of the session, as a request has them.
    pub(crate) fn session_line(&self) -> String {
        let pairs = SESSION_COOKIES.map(|name| format!("{name}={}", self.cookies[name]));
        pairs.join("; ")
    }

    /// Returns the values of the session's cookies.
    pub(crate) fn session_values(&self) -> Vec<String> {
        SESSION_COOKIES.map(|name| self.cookies[name].clone()).to_vec()
    }

    fn cookie_line(&self) -> Option<HeaderValue> {
        let ours: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let ours = ours.join("; ").into_bytes();
        let line = match &self.neighbours {
            Some(line) => {
                let at = line.windows(4).position(|octets| octets == b"OURS").expect("a place");
                [&line[..at], &ours, &line[at + 4..]].concat()
            }
            None => ours,
        };
        (!line.is_empty()).then(|| HeaderValue::from_bytes(&line).expect("octets of a header"))
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for line in answer.set_cookies() {
            let (pair, attributes) = line.split_once("; ").expect("attributes");
            let (name, value) = pair.split_once('=').expect("a name and a value");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Answer {
    async fn read(response: axum::response::Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        let body = String::from_utf8(body.to_vec()).expect("text");
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// Returns the query of the answer's `Location`.
    pub(crate) fn location_query(&self) -> BTreeMap<String, String> {
        let url = Url::parse(self.location()).expect("an absolute URL");
        url.query_pairs().into_owned().collect()
    }

    pub(crate) fn set_cookies(&self) -> Vec<&str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        lines.map(|line| line.to_str().expect("ASCII")).collect()
    }

    /// Returns the page's heading.
    pub(crate) fn heading(&self) -> &str {
        let after = self.body.split_once("<h1>").map_or("", |(_, rest)| rest);
        after.split("</h1>").next().unwrap_or_default()
    }
}
