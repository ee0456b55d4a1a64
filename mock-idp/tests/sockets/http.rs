//! A fake with a frozen clock, and a client that follows no redirects, and keeps only the cookies of its
//! authorization requests.

use std::fmt;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use mock_idp::{Builder, Clock, MockIdp, Seed, Tls};
use reqwest::Method;
use reqwest::blocking::{Client, ClientBuilder, RequestBuilder, Response};
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use scraper::{Html, Selector};
use serde_json::Value;

/// The credentials of Acme web, in a form.
pub(crate) const WEB: &str =
    "client_id=skc_100000000000000001&client_secret=test_acme_web_secret_not_for_production";

/// The identification of Acme SPA, in a form.
pub(crate) const SPA: &str = "client_id=skc_100000000000000002";

/// The authorization request of Acme web.
pub(crate) const AUTHORIZE: &str = "/oauth/authorize?response_type=code&client_id=skc_100000000000000001&redirect_uri=http://localhost:3000/auth/callback&scope=openid+profile+email+offline_access&state=xyz&nonce=n-0S6";

pub(crate) const ALICE: &str = "usr_100000000000000001";
pub(crate) const CAROL: &str = "usr_100000000000000003";
pub(crate) const DAVE: &str = "usr_100000000000000004";

/// The prefix of the name of a cookie that binds an authorization request to its browser.
const REQUEST_COOKIE: &str = "sk_idp_request_";

/// Long enough for anything on loopback, short enough to fail before the test runner gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Headers that are left out of descriptions, because they are always there, or always different.
const NOISE: [&str; 11] = [
    "content-length",
    "content-security-policy",
    "content-type",
    "date",
    "mock-idp-last-seq",
    "pragma",
    "referrer-policy",
    "vary",
    "x-content-type-options",
    "x-frame-options",
    "x-trace-id",
];

/// A running fake, with the environment URL `http://idp.test`.
pub(crate) struct Fake {
    pub(crate) idp: MockIdp,
    client: Client,
    cookies: RequestCookies,
}

/// The cookies of authorization requests that a browser keeps, each as a `Cookie` header has it.
#[derive(Default)]
pub(crate) struct RequestCookies(Mutex<Vec<String>>);

impl RequestCookies {
    /// Adds the kept cookies to a request.
    pub(crate) fn send(&self, request: RequestBuilder) -> RequestBuilder {
        let kept = self.0.lock().expect("no test panics with it");
        if kept.is_empty() { request } else { request.header(COOKIE, kept.join("; ")) }
    }

    /// Keeps the cookies that an answer sets, and drops those that it clears.
    pub(crate) fn keep(&self, answer: Answer) -> Answer {
        let mut kept = self.0.lock().expect("no test panics with it");
        for line in answer.request_cookies() {
            let pair = line.split(';').next().unwrap_or_default();
            let name = pair.split('=').next().unwrap_or_default();
            kept.retain(|known| known.split('=').next() != Some(name));
            if !line.contains("Max-Age=0;") {
                kept.push(pair.to_owned());
            }
        }
        answer
    }
}

impl Fake {
    pub(crate) fn start() -> Self {
        Self::with(Seed::default())
    }

    /// Starts with other ids and secrets than all the others.
    pub(crate) fn start_with_ids(ids: u64) -> Self {
        Self::serve("http://idp.test", Seed::default().ids(ids))
    }

    pub(crate) fn with(seed: Seed) -> Self {
        Self::at("http://idp.test", seed)
    }

    pub(crate) fn at(public_url: &str, seed: Seed) -> Self {
        Self::serve(public_url, seed.ids(42))
    }

    fn serve(public_url: &str, seed: Seed) -> Self {
        Self::built(builder(seed).public_url(public_url))
    }

    /// Starts with TLS on the same port, from an authority in this folder.
    pub(crate) fn start_with_tls(folder: &Path) -> Self {
        let tls = Tls::by_authority_in(folder);
        Self::built(builder(Seed::default().ids(42)).tls(tls))
    }

    pub(crate) fn built(builder: Builder) -> Self {
        Self {
            idp: builder.start().expect("the seed is right and a port is free"),
            client: client(),
            cookies: RequestCookies::default(),
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.cookies.send(self.stranger(method, path))
    }

    /// Begins a request of a browser that was never here.
    pub(crate) fn stranger(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.idp.address());
        self.client.request(method, url)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.sent(self.request(Method::GET, path))
    }

    /// Sends GET with the environment's cookie.
    pub(crate) fn get_with(&self, cookie: &str, path: &str) -> Answer {
        self.sent(self.get_request_with(cookie, path))
    }

    /// Begins GET with the environment's cookie.
    pub(crate) fn get_request_with(&self, cookie: &str, path: &str) -> RequestBuilder {
        self.request(Method::GET, path).header(COOKIE, cookie)
    }

    pub(crate) fn post(&self, path: &str, form: &str) -> Answer {
        self.sent(self.form(path, form))
    }

    pub(crate) fn form(&self, path: &str, form: &str) -> RequestBuilder {
        self.cookies.send(self.stranger_form(path, form))
    }

    /// Begins a form of a browser that was never here.
    pub(crate) fn stranger_form(&self, path: &str, form: &str) -> RequestBuilder {
        self.stranger(Method::POST, path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.to_owned())
    }

    /// Sends a request, and keeps the cookies of authorization requests.
    pub(crate) fn sent(&self, request: RequestBuilder) -> Answer {
        self.cookies.keep(sent(request))
    }

    /// Gets Acme web's own token, for the management API.
    pub(crate) fn own_token(&self) -> String {
        let form = format!("{WEB}&grant_type=client_credentials");
        let answer = self.post("/oauth/token", &form).json();
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    /// Sends a request to the management API with Acme web's own token, and JSON unless `body` is null.
    pub(crate) fn manage(&self, method: Method, path: &str, body: &Value) -> Answer {
        let mut request = self.request(method, path).bearer_auth(self.own_token());
        if !body.is_null() {
            request = request.json(body);
        }
        sent(request)
    }

    /// Sends the browser to an authorization URL, and returns the request's id from the hosted page.
    pub(crate) fn page(&self, authorize: &str) -> String {
        let location = self.get(authorize).location();
        let id = location.strip_prefix("/login?request=");
        id.unwrap_or_else(|| panic!("no page: {location}")).to_owned()
    }

    /// Signs a user in by a click.
    pub(crate) fn sign_in(&self, authorize: &str, user: &str) -> BrowserSignIn {
        let page = self.page(authorize);
        let answer = self.post("/login/as", &format!("request={page}&user={user}"));
        BrowserSignIn { code: answer.parameter("code").expect("a code"), cookie: answer.cookie() }
    }

    /// Redeems a code of Acme web.
    pub(crate) fn redeem(&self, code: &str) -> Answer {
        let grant =
            "grant_type=authorization_code&redirect_uri=http://localhost:3000/auth/callback";
        self.post("/oauth/token", &format!("{WEB}&{grant}&code={code}"))
    }

    /// Signs Alice in to Acme web; returns the tokens, and her browser's cookie.
    pub(crate) fn alice(&self) -> (Value, String) {
        let BrowserSignIn { code, cookie } = self.sign_in(AUTHORIZE, ALICE);
        (self.redeem(&code).json(), cookie)
    }

    /// Returns the journal's lines from the number `from` on.
    pub(crate) fn journal_from(&self, from: usize) -> String {
        let story = self.idp.journal();
        story.lines().skip(from - 1).collect::<Vec<_>>().join("\n")
    }
}

/// Builds a fake at a time that stands still.
pub(crate) fn builder(seed: Seed) -> Builder {
    let morning = "2026-01-01T09:00:00Z".parse().expect("a time");
    MockIdp::builder().seed(seed).clock(Clock::frozen_at(morning))
}

/// Returns a client that follows no redirect.
pub(crate) fn client() -> Client {
    client_builder().build().expect("a client without certificates is built anywhere")
}

pub(crate) fn client_builder() -> ClientBuilder {
    Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(30))
}

pub(crate) fn sent(request: RequestBuilder) -> Answer {
    Answer::of(request.send().expect("the fake answers"))
}

/// The outcome of a sign-in with a browser.
pub(crate) struct BrowserSignIn {
    pub(crate) code: String,
    /// The session cookie, as a `Cookie` header has it.
    pub(crate) cookie: String,
}

/// A whole answer. It displays as a description to be checked by eye.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    fn of(response: Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().expect("the body is text"),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn location(&self) -> String {
        let location = self.header(LOCATION.as_str());
        location.unwrap_or_else(|| panic!("no redirect: {self}")).to_owned()
    }

    /// Returns a parameter of the redirect.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let location = url::Url::parse(&self.location()).expect("an absolute redirect");
        let mut pairs = location.query_pairs();
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Returns the `Set-Cookie` lines of authorization requests.
    pub(crate) fn request_cookies(&self) -> impl Iterator<Item = &str> {
        let lines = self.headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines.filter(|line| line.starts_with(REQUEST_COOKIE))
    }

    /// Returns the session cookie that the answer sets, as a `Cookie` header has it.
    pub(crate) fn cookie(&self) -> String {
        let given = self.header(SET_COOKIE.as_str()).expect("a cookie is given");
        given.split(';').next().unwrap_or_default().to_owned()
    }

    /// Returns every cookie that the answer sets, as a `Cookie` header has it.
    pub(crate) fn cookies(&self) -> Vec<String> {
        let lines = self.headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines.filter_map(|line| line.split(';').next()).map(str::to_owned).collect()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// Returns the text of the page's middle.
    pub(crate) fn page_text(&self) -> String {
        let page = Html::parse_document(&self.body.replace("<wbr>", ""));
        let main = Selector::parse("main").expect("a selector");
        let words = page.select(&main).flat_map(|main| main.text());
        let lines = words.map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    }

    fn body_text(&self) -> String {
        match self.header(CONTENT_TYPE.as_str()) {
            Some(html) if html.starts_with("text/html") => self.page_text(),
            Some("application/json") => {
                let json = shortened(self.json());
                if json.get("error").is_some() {
                    json.to_string()
                } else {
                    serde_json::to_string_pretty(&json).expect("JSON")
                }
            }
            _ => self.body.clone(),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        let mut names: Vec<&str> = self.headers.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        for name in names.into_iter().filter(|name| !NOISE.contains(name)) {
            let lines = self.headers.get_all(name).iter();
            let of_a_request = REQUEST_COOKIE.as_bytes();
            for value in lines.filter(|line| !line.as_bytes().starts_with(of_a_request)) {
                write!(f, "\n{name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
            }
        }
        match self.body_text() {
            body if body.is_empty() => Ok(()),
            line if !line.contains('\n') => write!(f, "\n{line}"),
            body => write!(f, "\n\n{body}"),
        }
    }
}

/// Shortens JSON Web Tokens to the last letters of their signatures, which differ if anything differs.
fn shortened(mut json: Value) -> Value {
    if let Value::Object(members) = &mut json {
        for value in members.values_mut() {
            if let Some(text) = value.as_str().filter(|text| text.starts_with("eyJ")) {
                let tail = &text[text.len() - 6..];
                *value = format!("eyJ…{tail}").into();
            }
        }
    }
    json
}

/// Writes each request and its answer below each other, with a line between.
pub(crate) fn transcript<'a>(answers: impl IntoIterator<Item = (&'a str, Answer)>) -> String {
    let lines = answers.into_iter().map(|(request, answer)| format!("> {request}\n{answer}"));
    lines.collect::<Vec<_>>().join("\n\n")
}
