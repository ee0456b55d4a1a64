//! A server at two ports of this machine that writes down what a browser says about each request.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::timeout;

/// Longest time for a browser to send the requests that a page causes.
const LIMIT: Duration = Duration::from_secs(20);
/// The headers by which browsers introduce a request, with the names that a line has for them.
const SAID: [(&str, &str); 5] = [
    ("site", "sec-fetch-site"),
    ("mode", "sec-fetch-mode"),
    ("dest", "sec-fetch-dest"),
    ("user", "sec-fetch-user"),
    ("purpose", "sec-purpose"),
];
/// A cookie for each value of `SameSite`. One without the attribute is left out: while it is young, Chromium sends it
/// with cross-site POSTs.
const COOKIES: [&str; 3] =
    ["lax=1; SameSite=Lax", "strict=1; SameSite=Strict", "none=1; SameSite=None; Secure"];

/// The server, with the requests of the present case.
pub(super) struct Recorder {
    pub(super) origins: Origins,
    lines: watch::Sender<Vec<String>>,
    page: Arc<Mutex<String>>,
    serving: Vec<AbortHandle>,
}

/// The names of four origins: two ports of one host, an address, and a name of another site.
#[derive(Clone)]
pub(super) struct Origins(Arc<[(&'static str, String); 4]>);

#[derive(Clone)]
struct Shared {
    origins: Origins,
    lines: watch::Sender<Vec<String>>,
    page: Arc<Mutex<String>>,
}

impl Recorder {
    /// Starts to serve.
    pub(super) async fn start() -> Self {
        let (one, one_port) = bound().await;
        let (two, two_port) = bound().await;
        let origins = Origins(Arc::new([
            ("app", format!("http://localhost:{one_port}")),
            ("neighbour", format!("http://localhost:{two_port}")),
            ("idp", format!("http://127.0.0.1:{one_port}")),
            ("evil", format!("http://evil.localhost:{one_port}")),
        ]));
        let (lines, page) = (watch::Sender::default(), Arc::default());
        let shared =
            Shared { origins: origins.clone(), lines: lines.clone(), page: Arc::clone(&page) };
        let router = Router::new()
            .route("/page", get(show))
            .route("/cookies", get(set_cookies))
            .route("/favicon.ico", get(StatusCode::NOT_FOUND))
            .fallback(record)
            .with_state(shared);
        let serving = [one, two].map(|listener| {
            let router = router.clone();
            tokio::spawn(async move { axum::serve(listener, router).await }).abort_handle()
        });
        Self { origins, lines, page, serving: serving.into() }
    }

    /// Forgets the requests of the case before, and serves this page from now on.
    pub(super) fn begin(&self, html: &str) {
        html.clone_into(&mut self.page.lock().unwrap_or_else(PoisonError::into_inner));
        self.lines.send_replace(Vec::new());
    }

    /// Returns the lines of the case, once there are so many; those that came if there never are.
    pub(super) async fn lines(&self, expected: usize) -> Vec<String> {
        let mut lines = self.lines.subscribe();
        let enough = lines.wait_for(|lines| lines.len() >= expected);
        let _ = timeout(LIMIT, enough).await;
        self.lines.borrow().clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.serving.iter().for_each(AbortHandle::abort);
    }
}

impl Origins {
    /// Returns the addresses of all hosts, to set cookies at each.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, origin)| origin.as_str())
    }

    /// Writes addresses out: `app/path` and `idp/path?to=app/path` begin with names of origins.
    pub(super) fn address(&self, text: &str) -> String {
        let steps: Vec<_> = text.split(" > ").collect();
        let (last, before) = steps.split_last().expect("a text has a part");
        before.iter().rfold(self.written(last), |next, step| {
            let encoded: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
            format!("{}?to={encoded}", self.written(step))
        })
    }

    /// Returns an address whose answer sets these lines of `Set-Cookie`.
    pub(super) fn setting(&self, text: &str, lines: &[&str]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(lines.iter().map(|line| ("set", line)));
        format!("{}?{}", self.written(text), query.finish())
    }

    fn written(&self, text: &str) -> String {
        let (name, path) = text.split_once('/').expect("an address has an origin and a path");
        let (_, origin) = self.0.iter().find(|(known, _)| *known == name).expect("a known origin");
        format!("{origin}/{path}")
    }

    /// Puts the names of origins into a text, and cuts the queries off.
    fn named(&self, text: &str) -> String {
        let bare = text.split('?').next().unwrap_or_default();
        self.0.iter().fold(bare.to_owned(), |text, (name, origin)| text.replace(origin, name))
    }
}

async fn bound() -> (TcpListener, u16) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("a bound port has an address").port();
    (listener, port)
}

/// Serves `GET /page`.
async fn show(State(shared): State<Shared>) -> Response {
    let page = shared.page.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let html = format!("<!doctype html><title>Case</title><link rel=icon href=data:,>{page}");
    ([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

/// Serves `GET /cookies`.
async fn set_cookies() -> impl IntoResponse {
    (AppendHeaders(COOKIES.map(|line| (header::SET_COOKIE, line))), Html("<title>Set</title>"))
}

/// Writes a request down; then answers it, or redirects with the status that the path names.
async fn record(
    State(shared): State<Shared>,
    Query(query): Query<Vec<(String, String)>>,
    request: Request,
) -> Response {
    let line = line(&shared.origins, &request);
    shared.lines.send_modify(|lines| lines.push(line));
    let mut headers = consent(request.headers());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (_, line) in query.iter().filter(|(name, _)| name == "set") {
        headers.append(header::SET_COOKIE, line.parse().expect("a line of the table"));
    }
    let status = request.uri().path().trim_start_matches('/').parse().ok();
    let to = query.into_iter().find(|(name, _)| name == "to");
    match (status.and_then(|status| StatusCode::from_u16(status).ok()), to) {
        (Some(status), Some((_, to))) => {
            headers.insert(header::LOCATION, to.parse().expect("an address is a header value"));
            (status, headers).into_response()
        }
        _ => (headers, Html("<!doctype html><title>Arrived</title>")).into_response(),
    }
}

/// Lets every script read the answer, so that redirects of scripts go on.
fn consent(sent: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(origin) = sent.get(header::ORIGIN) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        let yes = HeaderValue::from_static("true");
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
        let any = HeaderValue::from_static("x-own");
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, any);
        // A browser remembers a consent for five seconds otherwise (Fetch §4.9), and how many cases those are depends on
        // the machine.
        let never = HeaderValue::from_static("0");
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, never);
    }
    headers
}

/// Describes a request: `POST app/hit site=cross-site … cookies=none`.
fn line(origins: &Origins, request: &Request) -> String {
    let said = |name| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or("-")
    };
    let address = format!("http://{}{}", said("host"), request.uri().path());
    let mut words = vec![format!("{} {}", request.method(), origins.named(&address))];
    words.extend(SAID.map(|(short, name)| format!("{short}={}", said(name))));
    words.extend(["origin", "referer"].map(|name| format!("{name}={}", origins.named(said(name)))));
    let mut cookies: Vec<_> =
        said("cookie").split("; ").map(|pair| pair.split('=').next().unwrap_or_default()).collect();
    cookies.sort_unstable();
    words.push(format!("cookies={}", cookies.join("+")));
    words.join(" ")
}
